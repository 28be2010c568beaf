//! The connector against a real server, and the page that explains it against its code.

mod page;
mod servers;
