//! What only Elasticsearch and OpenSearch do. The tests of `servers` need one.
