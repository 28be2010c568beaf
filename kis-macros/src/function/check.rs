//! What attribute and signature must agree on.

use proc_macro2::Span;
use syn::{Ident, ItemFn};

use super::attribute::{At, Attribute};
use super::signature::{Arg, Rows, Signature, Yields};
use super::{Function, Mode, Policy};
use crate::common::Errors;

/// The function, or every reason why it is none.
pub(super) fn function(
    item: ItemFn,
    attribute: Attribute,
    signature: Signature,
    errors: &Errors,
) -> Option<Function> {
    if attribute.mode_missing {
        errors.push(syn::Error::new(
            above(&item),
            "`mode` is missing: `#[kis_function(mode = \"Verify\")]`, or `Save`, `Load`, `Calculate`, `Expand`",
        ));
    }
    shapes(&item, &signature, errors);
    policies(&item, &attribute, &signature, errors);
    connectors(&item, &attribute, &signature, errors);

    let alias = attribute.alias(&item.sig.ident);
    let name = attribute.name.map_or_else(|| plain(&item.sig.ident), |name| name.value);
    Some(Function {
        mode: attribute.mode?,
        name,
        alias,
        connector: attribute.connector,
        policy: Policy {
            retry_times: value(attribute.retry_times),
            retry_duration: value(attribute.retry_duration),
            retry_backoff: value(attribute.retry_backoff),
            timeout: attribute.timeout.map(|at| at.value),
            on_error: value(attribute.on_error),
        },
        jumps: value(attribute.jumps),
        item,
        signature,
    })
}

/// The attribute's place. As a place of the user's, not of the macro: else rustc says that the error is the macro's.
fn above(item: &ItemFn) -> Span {
    Span::call_site().resolved_at(item.sig.ident.span())
}

/// The identifier without a raw one's `r#`.
pub(crate) fn plain(ident: &Ident) -> String {
    use syn::ext::IdentExt;
    ident.unraw().to_string()
}

fn value<T: Default>(at: Option<At<T>>) -> T {
    at.map(|at| at.value).unwrap_or_default()
}

/// Parameter and return type that do not go together.
fn shapes(item: &ItemFn, signature: &Signature, errors: &Errors) {
    let Signature { rows, yields, rows_span, output_span, .. } = signature;
    let at_rows = |message: &str| errors.push(syn::Error::new(*rows_span, message));
    let at_output = |message: &str| errors.push(syn::Error::new(*output_span, message));
    match (rows, yields) {
        (Rows::Owned(_), Yields::Bool) => {
            at_rows(
                "a function that keeps or drops rows borrows them: take `&T`, so that those it keeps travel on",
            );
        }
        (Rows::Owned(_), Yields::Unit) => {
            at_rows(
                "this function would eat the rows: take `&T`, so that they travel on, or return what becomes of them",
            );
        }
        (Rows::Vec(_), Yields::Bool | Yields::Unit) => {
            at_rows(
                "this function would eat the batch: take `&[T]`, so that the rows travel on, or return what becomes of them",
            );
        }
        (Rows::Owned(_) | Rows::Borrowed(_), Yields::Next(_)) => {
            at_output(
                "a single row cannot choose where the run goes on: take the batch (`rows: Vec<T>` or `rows: &[T]`) to return `Next<U>`",
            );
        }
        (Rows::Slice(_) | Rows::Vec(_), Yields::One(_) | Yields::Option(_)) => {
            at_output(
                "a batch function yields a batch: return `Vec<U>` or `Next<U>`; for `&[T]` also `()` or `bool`",
            );
        }
        (
            Rows::Iter(_),
            Yields::Unit | Yields::Bool | Yields::One(_) | Yields::Option(_) | Yields::Next(_),
        ) => {
            at_output("a function that folds `impl Iterator<Item = T>` returns `Vec<U>`");
        }
        _ => {}
    }
    if let (true, Some(token)) = (rows.is_row(), &item.sig.asyncness) {
        errors.at(token, "a row function is not `async`: it is part of a loop; take the batch (`rows: &[T]` or `rows: Vec<T>`) to await");
    }
}

/// Keys of the attribute that do nothing for this signature.
fn policies(item: &ItemFn, attribute: &Attribute, signature: &Signature, errors: &Errors) {
    let by_row = signature.rows.is_row();
    let at = |span: Span, message: &str| errors.push(syn::Error::new(span, message));
    if let Some(times) = &attribute.retry_times {
        if by_row {
            at(
                times.span,
                "a row function is not retried: it would fail again at the same row; `on_error` says what happens to the row",
            );
        } else if matches!(signature.rows, Rows::Iter(_)) {
            at(
                times.span,
                "a function that folds the batch is not retried: its rows are gone; take `rows: &[T]`",
            );
        } else if !signature.fallible {
            at(times.span, "only a function that returns `Result<…>` can fail, and be retried");
        }
    }
    for span in [
        attribute.retry_duration.as_ref().map(|at| at.span),
        attribute.retry_backoff.as_ref().map(|at| at.span),
    ]
    .into_iter()
    .flatten()
    {
        if attribute.retry_times.as_ref().is_none_or(|times| times.value == 0) {
            at(span, "nothing is retried: say how often with `retry_times = 3`");
        }
    }
    if let Some(on_error) = &attribute.on_error {
        if !by_row {
            at(
                on_error.span,
                "`on_error` is for row functions, of which one row can fail; when a batch function fails, the run does: `retry_times` tries it again",
            );
        } else if !signature.fallible {
            at(
                on_error.span,
                "only a function that returns `Result<…>` can fail, and `on_error` says what then",
            );
        }
    }
    if let Some(timeout) = &attribute.timeout
        && item.sig.asyncness.is_none()
    {
        at(
            timeout.span,
            "only an `async fn` can be ended by a `timeout`: one that awaits nothing runs to its end",
        );
    }
    if let Some(jumps) = &attribute.jumps
        && !matches!(signature.yields, Yields::Next(_))
    {
        at(jumps.span, "only a function that returns `Next<…>` can jump");
    }
}

/// Modes that need a connector, handles that need one, and one that nobody uses.
fn connectors(item: &ItemFn, attribute: &Attribute, signature: &Signature, errors: &Errors) {
    let handles = |arg: &&Arg| matches!(arg, Arg::Other { handle: true, .. });
    let others = signature.args.iter().filter(|arg| matches!(arg, Arg::Other { .. })).count();
    match (&attribute.connector, signature.args.iter().find(handles)) {
        (None, Some(Arg::Other { ty, .. })) => {
            errors.at(ty, "which connector is this? say so in the attribute: `connector = \"…\"`");
        }
        (None, _) => {
            if let Some((mode, verb)) = match attribute.mode {
                Some(Mode::Save) => Some(("Save", "keeps rows in")),
                Some(Mode::Load) => Some(("Load", "brings rows from")),
                _ => None,
            } {
                let message = format!(
                    "a function of mode `{mode}` {verb} a connector: add `connector = \"…\"` and take `&Store<T>`, `&Topic<T>` or the connector's client"
                );
                errors.push(syn::Error::new(above(item), message));
            }
        }
        (Some(connector), _) if others == 0 => {
            let message = "nothing uses this connector: take `&Store<T>`, `&Topic<T>` or the connector's client as a parameter";
            errors.push(syn::Error::new(connector.span, message));
        }
        _ => {}
    }
    for arg in signature.args.iter().filter(handles).skip(1) {
        if let Arg::Other { ty, .. } = arg {
            errors.at(ty, "a function has one connector, so it takes one `&Store<T>` or `&Topic<T>`");
        }
    }
    for arg in signature.args.iter().filter(|arg| matches!(arg, Arg::Context(_))).skip(1) {
        if let Arg::Context(ty) = arg {
            errors.at(ty, "a run has one `&Context`");
        }
    }
}
