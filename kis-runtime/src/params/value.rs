use std::num::{IntErrorKind, NonZero, ParseIntError};
use std::path::PathBuf;
use std::time::Duration;

use kis_config::duration;

use super::ParamKind;
use super::read::Field;

/// A type that a parameter can have.
///
/// Integers, floats, `bool`, `char`, `String`, `PathBuf` and [`Duration`] are such types; so are `Option<_>` and
/// `Vec<_>` of one, and enums without data by `#[derive(Params)]`. Others need two lines:
///
/// ```
/// use std::net::IpAddr;
/// use kis_runtime::{ParamKind, ParamValue};
///
/// struct Listen(IpAddr);
///
/// impl ParamValue for Listen {
///     const KIND: ParamKind = ParamKind::Other("an IP address");
///     fn parse(text: &str) -> Result<Self, String> {
///         text.parse().map(Listen).map_err(|error| format!("{error}"))
///     }
/// }
///
/// assert!(Listen::parse("::1").is_ok());
/// ```
#[diagnostic::on_unimplemented(
    message = "a parameter cannot be a `{Self}`: nothing says how to read one from text",
    label = "not a type of parameters",
    note = "parameters are integers, floats, `bool`, `char`, `String`, `PathBuf`, `Duration`, `Option<_>` and `Vec<_>` of them, enums without data that have `#[derive(Params)]`, and types that implement `ParamValue`"
)]
pub trait ParamValue: Sized {
    /// What it is: for the compiler's checks and for messages.
    const KIND: ParamKind;
    /// Whether it must be given when it has no default: only `Option<_>` need not.
    const REQUIRED: bool = true;

    /// Reads it from text.
    ///
    /// # Errors
    ///
    /// What is wrong with the text, to stand after a message that already has [`KIND`](Self::KIND) and text.
    fn parse(text: &str) -> Result<Self, String>;

    /// Its value when it is not given and has no default, if it has one then: `None` for `Option<_>`.
    fn absent() -> Option<Self> {
        None
    }

    #[doc(hidden)]
    const FIELD: Field<Self> = Field {
        name: "",
        kind: Self::KIND,
        required: Self::REQUIRED,
        parse: Self::parse,
        absent: Self::absent,
    };
}

macro_rules! integers {
    ($($integer:ty)*) => { $(
        #[diagnostic::do_not_recommend]
        impl ParamValue for $integer {
            const KIND: ParamKind = ParamKind::Integer { min: <$integer>::MIN as i128, max: <$integer>::MAX as u128 };
            fn parse(text: &str) -> Result<Self, String> {
                text.parse().map_err(|error| not_an_integer(text, &error))
            }
        }
        #[diagnostic::do_not_recommend]
        impl ParamValue for NonZero<$integer> {
            const KIND: ParamKind = ParamKind::Integer {
                min: NonZero::<$integer>::MIN.get() as i128,
                max: NonZero::<$integer>::MAX.get() as u128,
            };
            fn parse(text: &str) -> Result<Self, String> {
                text.parse().map_err(|error| not_an_integer(text, &error))
            }
        }
    )* };
}
integers!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);

fn not_an_integer(text: &str, error: &ParseIntError) -> String {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let reason = match error.kind() {
        // Types without negative numbers know no `-`.
        IntErrorKind::InvalidDigit if text.strip_prefix('-').is_some_and(digits) => "too small",
        IntErrorKind::PosOverflow => "too large",
        IntErrorKind::NegOverflow => "too small",
        IntErrorKind::Zero => "it cannot be 0",
        _ => "not a whole number",
    };
    reason.to_owned()
}

macro_rules! floats {
    ($($float:ty)*) => { $(
        #[diagnostic::do_not_recommend]
        impl ParamValue for $float {
            const KIND: ParamKind = ParamKind::Float;
            fn parse(text: &str) -> Result<Self, String> {
                text.parse().map_err(|_| "not a number".to_owned())
            }
        }
    )* };
}
floats!(f32 f64);

#[diagnostic::do_not_recommend]
impl ParamValue for bool {
    const KIND: ParamKind = ParamKind::Bool;
    fn parse(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| "neither of the two".to_owned())
    }
}

#[diagnostic::do_not_recommend]
impl ParamValue for char {
    const KIND: ParamKind = ParamKind::Char;
    fn parse(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| format!("{} characters", text.chars().count()))
    }
}

impl ParamValue for String {
    const KIND: ParamKind = ParamKind::Text;
    fn parse(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }
}

#[diagnostic::do_not_recommend]
impl ParamValue for PathBuf {
    const KIND: ParamKind = ParamKind::Text;
    fn parse(text: &str) -> Result<Self, String> {
        Ok(PathBuf::from(text))
    }
}

#[diagnostic::do_not_recommend]
impl ParamValue for Duration {
    const KIND: ParamKind = ParamKind::Duration;
    fn parse(text: &str) -> Result<Self, String> {
        duration::parse(text).ok_or_else(|| "not a duration".to_owned())
    }
}

impl<T: ParamValue> ParamValue for Option<T> {
    const KIND: ParamKind = T::KIND;
    const REQUIRED: bool = false;
    fn parse(text: &str) -> Result<Self, String> {
        T::parse(text).map(Some)
    }
    fn absent() -> Option<Self> {
        Some(None)
    }
}

/// Items separated by commas, without the spaces around them; empty text is no items.
impl<T: ParamValue> ParamValue for Vec<T> {
    const KIND: ParamKind = ParamKind::List(&T::KIND);
    fn parse(text: &str) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Ok(Vec::new());
        }
        let item =
            |item: &str| T::parse(item.trim()).map_err(|reason| format!("item `{}`: {reason}", item.trim()));
        text.split(',').map(item).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_short_and_tell_which() {
        assert_eq!(u8::parse("300"), Err("too large".to_owned()));
        assert_eq!(i8::parse("-300"), Err("too small".to_owned()));
        assert_eq!(u8::parse("-1"), Err("too small".to_owned()));
        assert_eq!(u8::parse("x"), Err("not a whole number".to_owned()));
        assert_eq!(NonZero::<u8>::parse("0"), Err("it cannot be 0".to_owned()));
        assert_eq!(char::parse("ab"), Err("2 characters".to_owned()));
        assert_eq!(Vec::<u8>::parse("1, x"), Err("item `x`: not a whole number".to_owned()));
    }

    #[test]
    fn lists_are_trimmed_and_may_be_empty() {
        assert_eq!(Vec::<u8>::parse(" 1, 2 ,3"), Ok(vec![1, 2, 3]));
        assert_eq!(Vec::<String>::parse(" "), Ok(Vec::new()));
    }

    #[test]
    fn only_options_may_be_absent() {
        assert_eq!(Option::<u8>::absent(), Some(None));
        assert_eq!(u8::absent(), None);
        assert_eq!(<[bool; 2]>::from((Option::<u8>::REQUIRED, u8::REQUIRED)), [false, true]);
    }
}
