/// A page of metrics in Prometheus' text format, version 0.0.4.
struct MetricsPage {
  /// What kind of a metric it is.
  enum Kind: String { case counter, gauge, histogram }

  /// The page so far.
  private(set) var text = ""

  /// Begins a metric.
  mutating func head(_ name: String, _ kind: Kind, _ help: String) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
  }

  /// Adds a sample.
  mutating func sample(_ name: String, _ labels: [(String, String)] = [], _ value: Double) {
    text += name
    if !labels.isEmpty {
      text += "{" + labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",") + "}"
    }
    let whole = value.magnitude < 1e15 && value == value.rounded()
    text += whole ? " \(Int64(value))\n" : " \(value)\n"
  }

  /// A metric of one sample.
  mutating func metric(_ name: String, _ kind: Kind, _ help: String, _ value: Double) {
    head(name, kind, help)
    sample(name, [], value)
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: #"\\"#).replacing("\"", with: #"\""#).replacing("\n", with: #"\n"#)
  }
}
