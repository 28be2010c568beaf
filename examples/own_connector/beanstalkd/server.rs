//! The client: one connection, which is made anew when it is lost.

use std::time::Duration;

use kis_runtime::Result;
use kis_runtime::connector::Table;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep, timeout};

use super::fault::Fault;
use super::link::Link;
use super::settings::Settings;

/// So many jobs go at once. Few enough that the socket holds their answers: a server that cannot answer reads no more,
/// and who only writes would wait for ever.
const AT_ONCE: usize = 512;
const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// A server, for what a `Topic` does not do.
pub(crate) struct Server {
    name: String,
    settings: Settings,
    /// `None` after it was lost.
    link: Mutex<Option<Link>>,
}

/// How far a call is: the first `done` rows are acknowledged, the first `begun` may be there.
#[derive(Default)]
struct Progress {
    done: usize,
    begun: usize,
}

impl Server {
    /// Connects. The time limit is set around it, and a server that cannot be reached is an error at once.
    pub(super) async fn connect(name: &str, settings: Settings) -> Result<Self, Fault> {
        let link = Mutex::new(Some(Link::open(&settings).await?));
        Ok(Server { name: name.to_owned(), settings, link })
    }

    /// How many jobs wait in the tube until somebody fetches them.
    ///
    /// # Errors
    ///
    /// When the server does not say.
    pub(crate) async fn waiting(&self) -> Result<u64, Fault> {
        let mut live = self.link.lock().await;
        let mut link = self.take(&mut live).await?;
        let command = format!("stats-tube {}", self.settings.tube);
        let waiting = self.in_time(link.number(&command, "current-jobs-ready")).await?;
        *live = Some(link);
        Ok(waiting)
    }

    /// Puts the jobs in order, and tries again for as long as `retry_for` says when that may help.
    pub(super) async fn put(&self, jobs: &[Vec<u8>], table: &Table) -> Result<()> {
        let give_up = Instant::now() + self.settings.retry_for;
        let (mut progress, mut longest) = (Progress::default(), FIRST_PAUSE);
        loop {
            let fault = match self.attempt(jobs, table, &mut progress).await {
                Ok(()) => return Ok(()),
                Err(fault) => fault,
            };
            let pause = longest.mul_f64(0.5 + fastrand::f64() / 2.0);
            if !fault.may_pass() || Instant::now() + pause >= give_up {
                return Err(self.explain(fault, &progress, jobs.len()));
            }
            let labels = [
                ("conn_name", self.name.clone()),
                ("conn_type", "beanstalkd".into()),
                ("operation", "send".into()),
            ];
            metrics::counter!("connector_retries", &labels).increment(1);
            sleep(pause).await;
            longest = (longest * 2).min(LONGEST_PAUSE);
        }
    }

    /// Puts the jobs that are not acknowledged yet.
    async fn attempt(&self, jobs: &[Vec<u8>], table: &Table, progress: &mut Progress) -> Result<(), Fault> {
        let mut live = self.link.lock().await;
        let mut link = self.take(&mut live).await?;
        let fits = |job: &Vec<u8>| job.len() as u64 <= link.largest;
        if let Some(place) = (progress.done..jobs.len()).find(|place| !fits(&jobs[*place])) {
            let (length, largest) = (jobs[place].len(), link.largest);
            let reason =
                format!("a job of {length} bytes is over the server's limit of {largest} (its `-z`)");
            *live = Some(link);
            return Err(Fault::BadRow(table.refuse_cell(place, table.columns().len(), reason).into()));
        }
        for chunk in jobs[progress.done..].chunks(AT_ONCE) {
            progress.begun = progress.begun.max(progress.done + chunk.len());
            self.in_time(link.put(chunk, &self.settings, &mut progress.done)).await?;
        }
        *live = Some(link);
        Ok(())
    }

    /// Takes the connection out, or makes one. It is put back when all is answered: a call that failed, or that nobody
    /// waited for, leaves answers behind which are not the next one's.
    async fn take(&self, live: &mut Option<Link>) -> Result<Link, Fault> {
        let limit = self.settings.connect_timeout;
        match live.take() {
            Some(link) => Ok(link),
            None => {
                let opened = timeout(limit, Link::open(&self.settings)).await;
                opened.unwrap_or(Err(Fault::NoConnection(limit)))
            }
        }
    }

    async fn in_time<T>(&self, answer: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
        let limit = self.settings.answer_timeout;
        timeout(limit, answer).await.unwrap_or(Err(Fault::NoAnswer(limit)))
    }

    /// Says how long it was tried and what is there.
    fn explain(&self, fault: Fault, progress: &Progress, rows: usize) -> kis_runtime::BoxError {
        let fault = match (fault, self.settings.retry_for) {
            (fault, retry_for) if fault.may_pass() && retry_for > Duration::ZERO => {
                Fault::GaveUp { retry_for, fault: Box::new(fault) }
            }
            (fault, _) => fault,
        };
        match (fault, progress) {
            (Fault::BadRow(error), Progress { begun: 0, .. }) => (*error).into(),
            (fault, Progress { begun: 0, .. }) => fault.into(),
            (fault, Progress { done, begun }) => {
                Fault::Partial { done: *done, unsure: begun - done, rows, fault: Box::new(fault) }.into()
            }
        }
    }
}
