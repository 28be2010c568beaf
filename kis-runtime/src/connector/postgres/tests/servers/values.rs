//! Values that PostgreSQL has not.

use crate::connector::Postgres;
use crate::connector::tests::rows::{Everything, Student, student};
use crate::connector::tests::sql_servers::values::Values;

impl Values for Postgres {
    const NOT_FINITE: Option<&'static str> = None;
    const KEEPS_SIGN_OF_ZERO: bool = true;
    const NARROW: &'static str = "id bigint PRIMARY KEY, name varchar(3), score real";

    fn refuses(row: &Everything) -> Option<&'static str> {
        let maybe = row.maybe.as_deref().unwrap_or_default();
        let has_nul = row.id.contains('\0') || row.letter == '\0' || maybe.contains('\0');
        has_nul.then_some("cannot hold the character NUL")
    }

    fn too_wide() -> Vec<(Student, &'static str, &'static str)> {
        vec![
            (student(-1, "a\0"), "name", "PostgreSQL's text cannot hold the character NUL (`\\0`)"),
            (
                Student { score: Some(0.1), ..student(-1, "a") },
                "score",
                "the column is `real`, which would round `0.1`",
            ),
        ]
    }
}
