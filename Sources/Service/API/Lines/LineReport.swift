import StrictJSON

/// What became of a body of lines.
struct LineReport: Sendable, Equatable {
  /// A line that was not taken, and why.
  struct Refusal: Sendable, Equatable {
    let line: Int
    let problem: Problem
  }

  /// How many refusals are shown.
  static let shownRefusals = 100

  /// Lines that were not blank, up to where it was stopped.
  var lines = 0
  /// Those that were new.
  var stored = 0
  /// Those that were refused.
  var refused = 0
  /// The first refusals, in the order of the lines.
  var refusals: [Refusal] = []
  /// The line at whose fault it stopped, where it was asked to.
  var stoppedAt: Int?

  /// Adds what became of some lines that follow.
  mutating func add(_ batch: LineReport) {
    lines += batch.lines
    stored += batch.stored
    refused += batch.refused
    refusals += batch.refusals.prefix(max(0, Self.shownRefusals - refusals.count))
    stoppedAt = stoppedAt ?? batch.stoppedAt
  }

  /// As it is answered.
  var json: JSON {
    .object([
      "lines": .integer(Int64(lines)), "stored": .integer(Int64(stored)),
      "known": .integer(Int64(lines - stored - refused)), "refused": .integer(Int64(refused)),
      "refusals": .array(
        refusals.map { refusal in
          .object([
            "line": .integer(Int64(refusal.line)), "type": .string(refusal.problem.type),
            "detail": .string(refusal.problem.detail), "field": .text(refusal.problem.field),
          ])
        }),
      "stopped_at": stoppedAt.map { .integer(Int64($0)) } ?? .null,
    ])
  }

  /// Its schema.
  static let schema = Schema.object([
    "lines": .integer("How many lines there were; blank ones do not count."),
    "stored": .integer("How many were new."), "known": .integer("How many had been told before."),
    "refused": .integer("How many were not taken."),
    "refusals": .list(
      .object([
        "line": .integer("Which line, from 1."), "type": .string("What kind of problem it is."),
        "detail": .string("What is wrong."), "field": .string("The field at fault.").orNull,
      ]), "The first \(shownRefusals) of them, in the order of the lines."),
    "stopped_at": Schema.integer("With on_error=stop, the line at whose fault it stopped: later ones were not read.")
      .orNull,
  ])
}
