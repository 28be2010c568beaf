//! Programs that one would really write, each in a folder of its own:
//!
//! - `quickstart`: one flow in 39 lines.
//! - `flights`: the flights that left New York City in January 2013; three flows, SQLite stores, metrics.
//! - `own_connector`: a type of connectors that KisFlow does not have, and a flow of files that uses it.
//! - `scores`: two flows joined by a store, SQLite or Redis.
