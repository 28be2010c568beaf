//! The kinds of problems, each with a code and a page.

use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// A kind of problem. Codes are never given a new meaning.
        ///
        /// ```
        /// use kis_config::Code;
        ///
        /// let code = Code::from_name("KIS012").unwrap();
        /// assert_eq!(code, Code::UnknownKey);
        /// assert_eq!(code.title(), "unknown key");
        /// assert!(code.explain().contains("did you mean"));
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[$doc])* $name,)*
        }

        impl Code {
            /// All codes, in order.
            pub const ALL: &'static [Code] = &[$(Code::$name),*];

            /// The code as messages show it, such as `KIS012`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Code::$name => $text,)*
                }
            }

            /// The page about it: what it is, why it matters, wrong and right, in Markdown.
            #[must_use]
            pub const fn explain(self) -> &'static str {
                match self {
                    $(Code::$name => include_str!(concat!("codes/", $text, ".md")),)*
                }
            }
        }
    };
}

codes! {
    /// A file cannot be read.
    Unreadable = "KIS001",
    /// A file is over the size limit.
    TooLarge = "KIS002",
    /// A file is not in UTF-8.
    NotUtf8 = "KIS003",
    /// A document is not YAML.
    NotYaml = "KIS004",
    /// A document is deeper or expands to more than a configuration does.
    TooComplex = "KIS005",
    /// A document does not say what it declares.
    MissingKistype = "KIS010",
    /// A document declares what there is not.
    UnknownKistype = "KIS011",
    /// A key that does not exist.
    UnknownKey = "KIS012",
    /// A key that is given twice.
    DuplicateKey = "KIS013",
    /// A value of the wrong kind.
    WrongKind = "KIS014",
    /// A key that must be there.
    MissingKey = "KIS015",
    /// Null where text is expected.
    NullText = "KIS016",
    /// A name without a letter.
    EmptyName = "KIS017",
    /// Two keys that mean the same and say different things.
    KeysDiffer = "KIS018",
    /// A mode that does not exist.
    UnknownMode = "KIS020",
    /// A connector or source of a type that does not exist.
    UnknownType = "KIS021",
    /// An address that cannot be one.
    InvalidAddress = "KIS022",
    /// A status that is neither 0 nor 1.
    InvalidStatus = "KIS023",
    /// Retries below 0 or beyond all reason.
    InvalidRetry = "KIS024",
    /// A time that cannot be read, or is beyond all reason.
    InvalidDuration = "KIS025",
    /// A way to treat errors that does not exist.
    InvalidOnError = "KIS026",
    /// A name that is declared twice.
    DeclaredTwice = "KIS030",
    /// A flow without functions.
    EmptyFlow = "KIS031",
    /// A connector that is not declared.
    UndeclaredConnector = "KIS032",
    /// Saving or loading without a connector.
    NoConnector = "KIS033",
    /// A connector and its functions that disagree.
    ListsDisagree = "KIS034",
    /// A flow that is not declared.
    UndeclaredFlow = "KIS035",
    /// A function without a file.
    NoFunctionFile = "KIS036",
    /// `Expand` before the end of a flow.
    ExpandBeforeEnd = "KIS037",
    /// A function that Rust does not have.
    NoSuchFunction = "KIS040",
    /// A mode that is not the function's.
    OtherMode = "KIS041",
    /// A connector that is not the function's.
    OtherConnector = "KIS042",
    /// A connector without stores, or without topics, where a function takes one.
    OtherHandle = "KIS043",
    /// A field that the function's rows do not have.
    NoSuchField = "KIS044",
    /// A parameter that the function does not have.
    UnknownParam = "KIS045",
    /// A parameter that the function needs.
    MissingParam = "KIS046",
    /// A parameter whose text is no value of its type.
    InvalidParam = "KIS047",
    /// Neighbouring functions whose rows differ.
    RowsDiffer = "KIS048",
    /// Functions that disagree about the rows of one connector.
    ConnectorRowsDiffer = "KIS049",
    /// A connector of a type that the program lacks.
    TypeNotThere = "KIS050",
    /// A jump to a function that the flow does not have.
    NoJumpTarget = "KIS051",
    /// Retries of a function that is not retried.
    NotRetried = "KIS052",
    /// `on_error` in a file.
    OnErrorInFile = "KIS053",
    /// A flow whose connectors cannot be opened.
    NotOpened = "KIS054",
    /// A time limit for a function that awaits nothing.
    NotEnded = "KIS055",
    /// A param that connectors of the type do not have.
    UnknownConnectorParam = "KIS056",
}

impl Code {
    /// The code that is written so, in any case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Code::ALL.iter().copied().find(|code| code.as_str().eq_ignore_ascii_case(name.trim()))
    }

    /// What its page is called.
    #[must_use]
    pub fn title(self) -> &'static str {
        let line = self.explain().lines().next().unwrap_or_default();
        line.split_once(": ").map_or(line, |(_, title)| title)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
