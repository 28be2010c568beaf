//! Rows to cells and back.
