import StrictJSON
import TestSupport
import Testing

@testable import Service

extension Shop {
  /// Posts a body of lines.
  func postLines(
    _ target: String, _ lines: [UInt8], type: String = "application/x-ndjson",
    at location: SourceLocation = #_sourceLocation
  ) async throws -> HTTPAnswer {
    try await service.ask(
      "POST", target, key: key, body: lines, fields: [("Content-Type", type)], at: location)
  }

  /// Posts lines.
  func postLines(
    _ target: String, _ lines: [String], at location: SourceLocation = #_sourceLocation
  ) async throws -> LineCounts {
    let answer = try await postLines(target, Array(lines.joined(separator: "\n").utf8), at: location)
    #expect(answer.status == 200, "\(answer.text)", sourceLocation: location)
    return LineCounts(answer.json)
  }

  /// Tells edges, each as `ada>grace`, as lines.
  func connect(_ edges: String..., more: String = "", at location: SourceLocation = #_sourceLocation) async throws {
    let counts = try await postLines("/v1/graph/edges", edges.map { Self.edge($0, more) }, at: location)
    #expect(counts.refused == 0, sourceLocation: location)
  }

  /// An edge, as `ada>grace`, as JSON.
  static func edge(_ edge: String, _ more: String = "") -> String {
    let ends = edge.split(separator: ">")
    return #"{"from":"\#(ends[0])","to":"\#(ends[1])"\#(more)}"#
  }

  /// Deletes something; the status.
  func delete(_ target: String, at location: SourceLocation = #_sourceLocation) async throws -> Int {
    try await service.ask("DELETE", target, key: key, at: location).status
  }
}

/// What became of lines.
struct LineCounts: Equatable {
  var lines: Int64?
  var stored: Int64?
  var known: Int64?
  var refused: Int64?
  /// `line field` of each.
  var refusals: [String] = []
  var stoppedAt: Int64?

  init(
    lines: Int64, stored: Int64, known: Int64 = 0, refused: Int64 = 0, refusals: [String] = [], stoppedAt: Int64? = nil
  ) {
    self.lines = lines
    self.stored = stored
    self.known = known
    self.refused = refused
    self.refusals = refusals
    self.stoppedAt = stoppedAt
  }

  init(_ json: JSON) {
    lines = json["lines"]?.whole
    stored = json["stored"]?.whole
    known = json["known"]?.whole
    refused = json["refused"]?.whole
    refusals = (json["refusals"]?.elements ?? []).map {
      "\($0["line"]?.whole ?? 0) \($0["field"]?.text ?? $0["type"]?.text?.split(separator: ":").last.map(String.init) ?? "")"
    }
    stoppedAt = json["stopped_at"]?.whole
  }
}
