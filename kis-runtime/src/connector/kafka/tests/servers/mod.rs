//! Against the server that all tests share.
