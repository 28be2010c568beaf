//! A recorder of metrics that remembers everything.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use metrics::{
    Counter, CounterFn, Gauge, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder, SharedString, Unit,
};

/// What was recorded, by name and labels: a counter's sum, a histogram's values.
#[derive(Clone, Default)]
pub(crate) struct Books(Arc<Mutex<BTreeMap<String, Vec<f64>>>>);

struct Page(String, Books);

impl Page {
    fn write(&self, write: impl FnOnce(&mut Vec<f64>)) {
        write(self.1.0.lock().unwrap().entry(self.0.clone()).or_default());
    }
}

impl CounterFn for Page {
    fn increment(&self, by: u64) {
        self.write(|values| match values.first_mut() {
            Some(sum) => *sum += by as f64,
            None => values.push(by as f64),
        });
    }
    fn absolute(&self, _: u64) {
        unreachable!()
    }
}

impl HistogramFn for Page {
    fn record(&self, value: f64) {
        self.write(|values| values.push(value));
    }
}

impl Books {
    fn page(&self, key: &Key) -> Arc<Page> {
        let labels: Vec<_> = key.labels().map(|label| format!("{}={}", label.key(), label.value())).collect();
        Arc::new(Page(format!("{}{{{}}}", key.name(), labels.join(",")), self.clone()))
    }

    pub(crate) fn take(&self) -> BTreeMap<String, Vec<f64>> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

impl Recorder for Books {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(self.page(key))
    }
    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }
    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(self.page(key))
    }
}

/// The counters, those that are sums of one, as lines.
pub(crate) fn counters(books: &BTreeMap<String, Vec<f64>>) -> Vec<String> {
    let counters = books.iter().filter(|(name, _)| !name.contains("_duration") && !name.contains("_size"));
    counters.map(|(name, values)| format!("{name} {}", values[0])).collect()
}
