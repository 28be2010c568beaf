use super::json::end;
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Label};
use crate::json::Json;
use crate::sources::Sources;

/// Problems as SARIF 2.1.0, which code hosts and editors show beside the lines.
///
/// ```
/// use kis_config::{Sources, check, render};
///
/// let mut sources = Sources::new();
/// sources.add("my flow.yml", "kistype: flow\nflow_name: A\nflows: []\n");
/// let sarif = render::sarif(&check(&sources).diagnostics, &sources);
/// assert!(sarif.contains("\"version\": \"2.1.0\""));
/// assert!(sarif.contains("\"uri\": \"my%20flow.yml\""));
/// ```
#[must_use]
pub fn sarif(problems: &[Diagnostic], sources: &Sources) -> String {
    let driver = Json::Object(vec![
        ("name", Json::text("kis")),
        ("version", Json::text(env!("CARGO_PKG_VERSION"))),
        ("rules", Json::list(Code::ALL.iter().map(|code| rule(*code)))),
    ]);
    let run = Json::Object(vec![
        ("tool", Some(Json::Object(vec![("driver", Some(driver))]))),
        ("columnKind", Json::text("unicodeCodePoints")),
        ("results", Json::list(problems.iter().map(|problem| result(problem, sources)))),
    ]);
    Json::Object(vec![
        ("$schema", Json::text("https://json.schemastore.org/sarif-2.1.0.json")),
        ("version", Json::text("2.1.0")),
        ("runs", Json::list([run])),
    ])
    .print()
}

fn rule<'a>(code: Code) -> Json<'a> {
    let help = vec![("text", Json::text(code.explain())), ("markdown", Json::text(code.explain()))];
    Json::Object(vec![
        ("id", Json::text(code.as_str())),
        ("name", Json::text(format!("{code:?}"))),
        ("shortDescription", message(code.title())),
        ("help", Some(Json::Object(help))),
    ])
}

fn result<'a>(problem: &'a Diagnostic, sources: &'a Sources) -> Json<'a> {
    let rule = Code::ALL.iter().position(|code| *code == problem.code).unwrap_or_default();
    let mut text = problem.message.clone();
    for more in [&problem.primary.text].into_iter().chain(&problem.help).filter(|more| !more.is_empty()) {
        text.push_str(&format!("\n{more}"));
    }
    let related =
        problem.secondary.iter().enumerate().map(|(at, label)| location(label, sources, Some(at as u64)));
    Json::Object(vec![
        ("ruleId", Json::text(problem.code.as_str())),
        ("ruleIndex", Json::number(rule as u64)),
        ("level", Json::text(problem.severity.name())),
        ("message", message(&text)),
        ("locations", Json::list([location(&problem.primary, sources, None)])),
        ("relatedLocations", Json::list(related)),
    ])
}

/// A place; one that is related has a number and a text.
fn location<'a>(label: &'a Label, sources: &Sources, id: Option<u64>) -> Json<'a> {
    let span = label.span;
    let (end_line, end_column) = end(span, sources);
    let region = vec![
        ("startLine", Json::number(span.line)),
        ("startColumn", Json::number(span.column)),
        ("endLine", Json::number(end_line)),
        ("endColumn", Json::number(end_column)),
    ];
    let artifact = vec![("uri", Json::text(uri(&sources.file(span.file).shown())))];
    let physical = vec![
        ("artifactLocation", Some(Json::Object(artifact))),
        ("region", (!span.is_file()).then_some(Json::Object(region))),
    ];
    Json::Object(vec![
        ("id", id.and_then(Json::number)),
        ("physicalLocation", Some(Json::Object(physical))),
        ("message", id.and_then(|_| message(&label.text))),
    ])
}

fn message<'a>(text: &str) -> Option<Json<'a>> {
    Some(Json::Object(vec![("text", Json::text(text))]))
}

/// The path as a URI reference: what has another meaning there is written in percent.
fn uri(path: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let encoded = path
        .bytes()
        .map(|byte| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") });
    let encoded: String = encoded.collect();
    if path.starts_with('/') { format!("file://{encoded}") } else { encoded }
}
