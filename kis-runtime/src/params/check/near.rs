use kis_config::near::Nearest;

use super::super::Param;

/// The parameter that `name` was probably meant to be.
pub(crate) const fn near(params: &[&[Param]], name: &str) -> Option<&'static str> {
    let mut nearest = Nearest::to(name);
    let mut outer = 0;
    while outer < params.len() {
        let mut inner = 0;
        while inner < params[outer].len() {
            nearest.offer(params[outer][inner].name);
            inner += 1;
        }
        outer += 1;
    }
    nearest.found()
}
