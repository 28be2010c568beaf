//! Whole flows whose servers go away are tested in `tests/`.
