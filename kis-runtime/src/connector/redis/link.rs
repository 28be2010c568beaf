//! One live connection, to a server or to a cluster.

use std::time::Duration;

#[cfg(feature = "redis-tls")]
use redis::TlsCertificates;
use redis::aio::{ConnectionLike, MultiplexedConnection};
use redis::cluster::ClusterClientBuilder;
use redis::cluster_async::ClusterConnection;
use redis::cluster_routing::{Route, RoutingInfo, SingleNodeRoutingInfo, Slot, SlotAddr};
use redis::{AsyncConnectionConfig, Client, Cmd, Pipeline, RedisFuture, RedisResult, Value};

use super::held::Wait;
use super::settings::Settings;

/// A connection that any number of tasks share: clone it.
///
/// It takes the commands of the crate `redis` 1.x, as each of the two inside does.
#[derive(Clone)]
#[non_exhaustive]
pub enum RedisConnection {
    /// To one server.
    Server(MultiplexedConnection),
    /// To all nodes of a cluster.
    Cluster(ClusterConnection),
}

impl RedisConnection {
    /// `limit` is how long it may take.
    pub(super) async fn open(settings: &Settings, limit: Duration) -> RedisResult<Self> {
        if settings.is_cluster() {
            let cluster = ClusterClientBuilder::new(settings.nodes.iter().cloned())
                .connection_timeout(limit)
                .response_timeout(settings.response_timeout)
                // Few: what lasts longer is waited for outside, where it is counted and has a limit.
                .retries(CLUSTER_RETRIES)
                .min_retry_wait(CLUSTER_PAUSE_MS.start)
                .max_retry_wait(CLUSTER_PAUSE_MS.end);
            #[cfg(feature = "redis-tls")]
            let cluster = match trust(settings) {
                Some(trust) => cluster.certs(trust),
                None => cluster,
            };
            let client = cluster.build()?;
            return client.get_async_connection().await.map(RedisConnection::Cluster);
        }
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(limit))
            .set_response_timeout(Some(settings.response_timeout));
        let node = settings.nodes[0].clone();
        #[cfg(feature = "redis-tls")]
        let client = match trust(settings) {
            Some(trust) => Client::build_with_tls(node, trust)?,
            None => Client::open(node)?,
        };
        #[cfg(not(feature = "redis-tls"))]
        let client = Client::open(node)?;
        client.get_multiplexed_async_connection_with_config(&config).await.map(RedisConnection::Server)
    }

    pub(super) async fn send(&mut self, request: &Request) -> RedisResult<Vec<Value>> {
        match (request, self) {
            (Request::One(command), connection) => Ok(vec![command.query_async(connection).await?]),
            (Request::Many(pipeline), connection) => pipeline.query_async(connection).await,
            (Request::Node(command, host, port), RedisConnection::Cluster(cluster)) => {
                let (host, port) = (host.clone(), *port);
                let node = RoutingInfo::SingleNode(SingleNodeRoutingInfo::ByAddress { host, port });
                let answer = cluster.route_command(command.clone(), node).await?;
                Ok(vec![answer.extract_error()?])
            }
            (Request::Node(command, ..), connection) => Ok(vec![command.query_async(connection).await?]),
        }
    }

    /// And then asks how many replicas hold it: that is the last answer.
    pub(super) async fn send_held(&mut self, request: &Request, wait: Wait) -> RedisResult<Vec<Value>> {
        let mut pipeline = Pipeline::new();
        request.add_to(&mut pipeline);
        pipeline.add_command(wait.command());
        let answers = self.send_group(request.slot(), pipeline).await?;
        answers.into_iter().map(Value::extract_error).collect()
    }

    /// Has the node that has a slot do all of a pipeline, one after the other; answers may be errors.
    pub(super) async fn send_group(
        &mut self,
        slot: Option<Slot>,
        pipeline: Pipeline,
    ) -> RedisResult<Vec<Value>> {
        let count = pipeline.len();
        match self {
            RedisConnection::Server(server) => server.req_packed_commands(&pipeline, 0, count).await,
            RedisConnection::Cluster(cluster) => {
                let master =
                    |slot| SingleNodeRoutingInfo::SpecificNode(Route::with_slot(slot, SlotAddr::Master));
                let node = slot.map_or(SingleNodeRoutingInfo::RandomPrimary, master);
                cluster.route_pipeline(pipeline, 0, count, node).await
            }
        }
    }
}

const CLUSTER_RETRIES: u32 = 4;
const CLUSTER_PAUSE_MS: std::ops::Range<u64> = 5..50;

/// Nothing means the system's authorities, where the address asks for TLS.
#[cfg(feature = "redis-tls")]
fn trust(settings: &Settings) -> Option<TlsCertificates> {
    let root_cert = Some(settings.authorities.clone()?);
    Some(TlsCertificates { client_tls: None, root_cert })
}

/// What a server is asked in one go.
///
/// In a cluster the keys of one are of one slot, and the first is each command's first argument. The client could take
/// a command over several slots apart, but it leaves out nodes that it has lost, and says that all went well.
pub(super) enum Request {
    One(Cmd),
    Many(Pipeline),
    /// Of one node of a cluster.
    Node(Cmd, String, u16),
}

impl ConnectionLike for RedisConnection {
    fn req_packed_command<'a>(&'a mut self, cmd: &'a Cmd) -> RedisFuture<'a, Value> {
        match self {
            RedisConnection::Server(server) => server.req_packed_command(cmd),
            RedisConnection::Cluster(cluster) => cluster.req_packed_command(cmd),
        }
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        pipeline: &'a Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        match self {
            RedisConnection::Server(server) => server.req_packed_commands(pipeline, offset, count),
            RedisConnection::Cluster(cluster) => cluster.req_packed_commands(pipeline, offset, count),
        }
    }

    fn get_db(&self) -> i64 {
        match self {
            RedisConnection::Server(server) => server.get_db(),
            RedisConnection::Cluster(cluster) => cluster.get_db(),
        }
    }
}
