import Postgres
import Referrals

extension Reports {
  /// How many came how far.
  package static let funnel = Report(
    name: "funnel",
    title: "Funnel",
    meaning:
      "How many people entered each stage in these days, each once and for the first time: could see a share of somebody they follow (awareness), followed another's link (consideration), became a lead or signed up (preference), bought (action), bought again or renewed (loyalty), bought and share themselves or have a link to (advocacy).",
    caveat:
      "Came from before: had entered the stage before by then; moved on: have entered the next since, to this day, for which those of late have had less time. Stages can be skipped, and a browser that no purchase has named counts as a person of its own.",
    isSummary: true,
    columns: [
      ReportColumn("stage", .text, "Stage"),
      ReportColumn("people", .integer, "Entered"),
      ReportColumn("came", .integer, "From before"),
      ReportColumn("came_share", .share, "of entered"),
      ReportColumn("moved", .integer, "Moved on"),
      ReportColumn("moved_share", .share, "of entered"),
    ],
    statement: { query in
      let sums = Stage.allCases.map { stage in
        let came = stage.previous == nil ? "NULL::numeric" : "sum(\(stage)_came)"
        let moved = stage.next == nil ? "NULL::numeric" : "sum(\(stage)_moved)"
        return "sum(\(stage)) AS \(stage), \(came) AS \(stage)_came, \(moved) AS \(stage)_moved"
      }
      let lines = Stage.allCases.enumerated().map { place, stage in
        "(\(place), '\(stage)', \(stage), \(stage)_came, \(stage)_moved)"
      }
      return """
        WITH sums AS (
          SELECT \(unsafe: sums.joined(separator: ", ")) FROM stage_counts WHERE \(query.isAsked)
        )
        SELECT stage, people, came, round(came / nullif(people, 0), 4) AS came_share, moved,
          round(moved / nullif(people, 0), 4) AS moved_share, false AS is_total
        FROM sums CROSS JOIN LATERAL (VALUES \(unsafe: lines.joined(separator: ", "))) AS s
          (place, stage, people, came, moved)
        WHERE \(unsafe: Stage.allCases.map(\.rawValue).joined(separator: " + ")) > 0
        ORDER BY place
        """
    })
}
