//! `cargo xtask servers`: the real servers that connectors are tested against.
//!
//! Each runs on a port of 127.0.0.1 that was free, with its data in a folder that goes with it. What runs is written
//! down in `target/servers`, so that `down` and `status` know it, after a crash too, and tests find it.

mod catalog;
mod kafka;
mod maven;
mod redis_cluster;
mod running;
mod search;
mod start;

use catalog::{CATALOG, Server};
use running::Running;

use crate::Result;
use crate::options::Options;

/// Where tests look for a server, and its address.
pub(crate) type Url = (&'static str, String);

pub(crate) fn run(mut options: Options) -> Result {
    let mut words = options.words();
    options.finish()?;
    let what = if words.is_empty() { "status".to_owned() } else { words.remove(0) };
    let chosen = choose(&words)?;
    match what.as_str() {
        "up" => {
            let (urls, _) = up_these(&chosen)?;
            urls.iter().for_each(|(variable, url)| println!("export {variable}={url}"));
            Ok(())
        }
        "down" => down(&chosen),
        "status" => status(&chosen),
        other => Err(format!("`servers` takes `up`, `down` or `status`, not `{other}`").into()),
    }
}

/// Starts every server that does not run; gives what tests are to be told, and the servers that are new.
pub(crate) fn up() -> Result<(Vec<Url>, Vec<&'static Server>)> {
    up_these(&CATALOG.iter().collect::<Vec<_>>())
}

/// When one does not start, those that are new are stopped again.
fn up_these(servers: &[&'static Server]) -> Result<(Vec<Url>, Vec<&'static Server>)> {
    let (mut urls, mut started) = (Vec::new(), Vec::new());
    for server in servers {
        let (url, is_new) = match up_one(server) {
            Ok(up) => up,
            Err(problem) => {
                down(&started)?;
                return Err(problem);
            }
        };
        urls.push((server.variable, url));
        if is_new {
            started.push(*server);
        }
    }
    Ok((urls, started))
}

/// Its address, and whether it did not run before.
fn up_one(server: &'static Server) -> Result<(String, bool)> {
    if let Some(url) = own(server) {
        println!("{}: yours, as {} says", server.name, server.variable);
        return Ok((url, false));
    }
    if let Some(running) = Running::find(server.name)? {
        println!("{}: runs already, at port {}", server.name, running.port);
        return Ok((running.url, false));
    }
    let running = start::start(server)?;
    println!("{}: up, at port {}", server.name, running.port);
    Ok((running.url, true))
}

/// Stops those of these servers that were started here.
pub(crate) fn down(servers: &[&'static Server]) -> Result {
    let mut problems = Vec::new();
    for server in servers {
        match Running::find(server.name) {
            Ok(None) => {}
            Ok(Some(running)) => match running.stop(server.end) {
                Ok(()) => println!("{}: down", server.name),
                Err(problem) => problems.push(format!("{}: {problem}", server.name)),
            },
            Err(problem) => problems.push(format!("{}: {problem}", server.name)),
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.join("; ").into()) }
}

/// The server that the user has.
fn own(server: &Server) -> Option<String> {
    std::env::var(server.variable).ok().filter(|url| !url.is_empty())
}

fn status(servers: &[&'static Server]) -> Result {
    for server in servers {
        match (own(server), Running::find(server.name)?) {
            (Some(_), _) => println!("{}: yours, as {} says", server.name, server.variable),
            (None, Some(running)) => {
                let answers = if (server.ready)(running.port) { "" } else { ", but does not answer" };
                println!(
                    "{}: runs as process {} at port {}{answers}",
                    server.name, running.pid, running.port
                );
            }
            (None, None) => println!("{}: does not run", server.name),
        }
    }
    Ok(())
}

fn choose(names: &[String]) -> Result<Vec<&'static Server>> {
    if names.is_empty() {
        return Ok(CATALOG.iter().collect());
    }
    let find = |name: &String| {
        CATALOG.iter().find(|server| server.name == name).ok_or_else(|| {
            let known: Vec<_> = CATALOG.iter().map(|server| server.name).collect();
            format!("there is no server `{name}`; the servers are {}", known.join(", ")).into()
        })
    };
    names.iter().map(find).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_server_is_named_with_the_known_ones() {
        let problem = choose(&["redsi".to_owned()]).err().unwrap().to_string();
        assert!(problem.contains("`redsi`") && problem.contains("redis"), "{problem}");
    }

    #[test]
    fn the_help_names_every_server() {
        for server in CATALOG {
            let named = [",", "."].iter().any(|end| crate::HELP.contains(&format!(" {}{end}", server.name)));
            assert!(named, "{}", server.name);
        }
    }
}
