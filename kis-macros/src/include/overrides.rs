//! What a `func` file says before the function's attribute.

use std::time::Duration;

use kis_config::Function;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::common::runtime;

pub(super) fn overrides(function: Option<&Function>) -> TokenStream {
    let rt = runtime();
    let Some(function) = function else { return quote!(#rt::__private::Overrides::NONE) };
    let times = option(function.retry_times.as_ref().map(|at| at.value));
    let wait = option(function.retry_duration.as_ref().map(|at| duration(at.value)));
    let backoff = option(function.retry_backoff.as_ref().map(|at| at.value));
    let timeout = option(function.timeout.as_ref().map(|at| duration(at.value)));
    quote! {
        #rt::__private::Overrides {
            retry_times: #times,
            retry_duration: #wait,
            retry_backoff: #backoff,
            timeout: #timeout,
        }
    }
}

fn option(value: Option<impl ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}

fn duration(duration: Duration) -> TokenStream {
    let (seconds, nanos) = (duration.as_secs(), duration.subsec_nanos());
    quote!(::core::time::Duration::new(#seconds, #nanos))
}
