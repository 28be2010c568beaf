/// A rule of serde's `rename_all`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

/// The rules, under the names that serde gives them.
pub(crate) const CASES: [(&str, Case); 8] = [
    ("lowercase", Case::Lower),
    ("UPPERCASE", Case::Upper),
    ("PascalCase", Case::Pascal),
    ("camelCase", Case::Camel),
    ("snake_case", Case::Snake),
    ("SCREAMING_SNAKE_CASE", Case::ScreamingSnake),
    ("kebab-case", Case::Kebab),
    ("SCREAMING-KEBAB-CASE", Case::ScreamingKebab),
];

impl Case {
    pub(crate) fn named(name: &str) -> Option<Case> {
        CASES.iter().find(|(known, _)| *known == name).map(|(_, case)| *case)
    }

    /// The name of a field, which the source has in `snake_case`. As serde does it, letter by letter: what is
    /// not ASCII has no case.
    pub(crate) fn field(self, field: &str) -> String {
        match self {
            Case::Lower | Case::Snake => field.to_owned(),
            Case::Upper | Case::ScreamingSnake => field.to_ascii_uppercase(),
            Case::Pascal => pascal(field),
            Case::Camel => first_lower(&pascal(field)),
            Case::Kebab => field.replace('_', "-"),
            Case::ScreamingKebab => field.to_ascii_uppercase().replace('_', "-"),
        }
    }

    /// The name of an enum's variant, which the source has in `PascalCase`.
    pub(crate) fn variant(self, variant: &str) -> String {
        match self {
            Case::Pascal => variant.to_owned(),
            Case::Lower => variant.to_ascii_lowercase(),
            Case::Upper => variant.to_ascii_uppercase(),
            Case::Camel => first_lower(variant),
            Case::Snake => snake(variant),
            Case::ScreamingSnake => snake(variant).to_ascii_uppercase(),
            Case::Kebab => snake(variant).replace('_', "-"),
            Case::ScreamingKebab => snake(variant).to_ascii_uppercase().replace('_', "-"),
        }
    }
}

fn pascal(snake: &str) -> String {
    let mut name = String::new();
    let mut word_begins = true;
    for letter in snake.chars() {
        if letter == '_' {
            word_begins = true;
        } else if word_begins {
            name.push(letter.to_ascii_uppercase());
            word_begins = false;
        } else {
            name.push(letter);
        }
    }
    name
}

fn snake(pascal: &str) -> String {
    let mut name = String::new();
    for (at, letter) in pascal.char_indices() {
        if at > 0 && letter.is_uppercase() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

fn first_lower(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_renamed_as_serde_does() {
        let renamed = CASES.map(|(_, case)| case.field("very_tasty"));
        let expected = [
            "very_tasty",
            "VERY_TASTY",
            "VeryTasty",
            "veryTasty",
            "very_tasty",
            "VERY_TASTY",
            "very-tasty",
            "VERY-TASTY",
        ];
        assert_eq!(renamed, expected);
        assert_eq!(CASES.map(|(_, case)| case.field("a")), ["a", "A", "A", "a", "a", "A", "a", "A"]);
        assert_eq!(Case::Camel.field("stu__id_2"), "stuId2");
    }

    #[test]
    fn variants_are_renamed_as_serde_does() {
        let renamed = CASES.map(|(_, case)| case.variant("VeryTasty"));
        let expected = [
            "verytasty",
            "VERYTASTY",
            "VeryTasty",
            "veryTasty",
            "very_tasty",
            "VERY_TASTY",
            "very-tasty",
            "VERY-TASTY",
        ];
        assert_eq!(renamed, expected);
        assert_eq!(Case::Snake.variant("Z42"), "z42");
    }

    #[test]
    fn names_that_are_not_ascii_stay_whole() {
        assert_eq!(Case::Camel.field("学生_id"), "学生Id");
        assert_eq!(Case::Upper.field("straße"), "STRAßE");
        assert_eq!(Case::Camel.variant("Ärger"), "Ärger");
    }

    #[test]
    fn only_serdes_rules_are_known() {
        assert_eq!(Case::named("camelCase"), Some(Case::Camel));
        assert_eq!(Case::named("camel_case"), None);
    }
}
