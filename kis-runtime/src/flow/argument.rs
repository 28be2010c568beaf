//! What a function may be called with beside its rows.

use super::Resolver;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::borrow::Borrow;

use crate::connector::{Handle, Store, Topic};
use crate::function::Kept;
use crate::params::Param;
use crate::{Keyed, Row};

/// Something that a function may be called with beside its rows, found once, when the flow is built.
///
/// These are `&Store<T>`, `&Topic<T>`, parameters (`&P` where `P` derives [`Params`](crate::Params)) and a
/// connector's own client. A client that its connector gives out becomes an argument by one line:
///
/// ```
/// use kis_runtime::{Argument, Resolver};
/// use std::sync::Arc;
///
/// /// What functions call to reach the mail server.
/// struct Mailer;
///
/// impl Argument for Mailer {
///     type Held = Arc<Mailer>;
///     async fn resolve(from: &mut Resolver) -> Option<Arc<Mailer>> {
///         from.client().await
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "a function cannot take `&{Self}`",
    label = "not known to KisFlow",
    note = "beside its rows a function takes `&Context`, `&Store<T>`, `&Topic<T>`, a connector's client, or `&P` where `P` derives `Params`"
)]
pub trait Argument: Sized + Send + Sync + 'static {
    /// How a built flow holds it.
    type Held: Borrow<Self> + Send + Sync + 'static;
    /// The parameters that it reads.
    #[doc(hidden)]
    const PARAMS: &'static [Param] = &[];
    /// Whether it is something of the function's connector.
    #[doc(hidden)]
    const CONNECTED: bool = true;
    /// The rows that it keeps in the function's connector, or brings from it.
    #[doc(hidden)]
    const KEPT: Option<Kept> = None;
    /// Finds it. What is wrong is told to the resolver, and nothing is returned.
    fn resolve(from: &mut Resolver) -> impl Future<Output = Option<Self::Held>> + Send;
}

impl<T: Keyed<Key: Serialize> + Serialize + DeserializeOwned> Argument for Store<T> {
    type Held = Store<T>;
    const KEPT: Option<Kept> = Some(Kept::of::<T>(Handle::Store));
    async fn resolve(from: &mut Resolver) -> Option<Store<T>> {
        from.store().await
    }
}

impl<T: Row + Serialize> Argument for Topic<T> {
    type Held = Topic<T>;
    const KEPT: Option<Kept> = Some(Kept::of::<T>(Handle::Topic));
    async fn resolve(from: &mut Resolver) -> Option<Topic<T>> {
        from.topic().await
    }
}

/// An argument, as generated code asks for it: `Known<{ CHECKED }>`.
///
/// The constant's value is 0, and to work it out the compiler looks whether all parameters of the function are
/// arguments. If one is not, that is said there, once: a bound with a constant that is an error is not asked about
/// again.
#[doc(hidden)]
pub trait Known<const CHECKED: usize> {
    type Held: Send + Sync + 'static;
    const PARAMS: &'static [Param];
    const KEPT: Option<Kept>;
    fn resolve(from: &mut Resolver) -> impl Future<Output = Option<Self::Held>> + Send;
}

impl<A: Argument> Known<0> for A {
    type Held = A::Held;
    const PARAMS: &'static [Param] = A::PARAMS;
    const KEPT: Option<Kept> = A::KEPT;
    fn resolve(from: &mut Resolver) -> impl Future<Output = Option<A::Held>> + Send {
        A::resolve(from)
    }
}
