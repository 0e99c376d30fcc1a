import Postgres
import Referrals

/// A table that a pass brings to what it has worked out.
struct SummaryTable {
  /// Its name.
  let name: String
  /// Its primary key, after the program.
  let keys: [String]
  /// What it says under a key.
  let values: [String]

  /// Parts of a WITH clause that leave the program's rows of the table as a selection of its keys and values has them.
  /// Rows that stay as they were are not written.
  func replacement(by selection: SQL, program: Program.ID) -> SQL {
    let columns = keys + values
    let isSame = keys.isEmpty ? "true" : keys.map { "n.\($0) = t.\($0)" }.joined(separator: " AND ")
    let new = values.map { "excluded.\($0)" }.joined(separator: ", ")
    let old = values.map { "t.\($0)" }.joined(separator: ", ")
    let update = values.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
    let keyList = keys.isEmpty ? "" : ", " + keys.joined(separator: ", ")
    // Beside each other on disk what is read together.
    let order = keys.isEmpty ? "" : "ORDER BY " + keys.joined(separator: ", ")
    return """
      new_\(unsafe: name) AS MATERIALIZED (\(selection)),
      gone_\(unsafe: name) AS (
        DELETE FROM \(unsafe: name) t
        WHERE t.program_id = \(program) AND NOT EXISTS (SELECT FROM new_\(unsafe: name) n WHERE \(unsafe: isSame))
      ), kept_\(unsafe: name) AS (
        INSERT INTO \(unsafe: name) AS t (program_id, \(unsafe: columns.joined(separator: ", ")))
        SELECT \(program)::uuid, \(unsafe: columns.joined(separator: ", ")) FROM new_\(unsafe: name) \(unsafe: order)
        ON CONFLICT (program_id\(unsafe: keyList)) DO UPDATE SET \(unsafe: update)
        WHERE (\(unsafe: old)) IS DISTINCT FROM (\(unsafe: new))
      )
      """
  }
}

extension SQL {
  /// The quarter of an hour that a time is in, as every rollup counts it.
  static func slice(of column: String) -> SQL {
    "date_bin('15 minutes', \(unsafe: column), '1970-01-01T00:00:00Z'::timestamptz)"
  }

  /// The day of UTC that a time is in.
  static func day(of column: String) -> SQL { "(\(unsafe: column) AT TIME ZONE 'UTC')::date" }

  /// A sum as an amount is kept: the largest there can be, where it is more than that.
  static func clamped(_ sum: String) -> SQL { "least(\(unsafe: sum), \(unsafe: "\(Int64.max)"))::bigint" }

  /// Months since year 0, of a day or a time of UTC.
  static func month(of column: String) -> SQL {
    """
    (extract(year FROM \(unsafe: column) AT TIME ZONE 'UTC') * 12
      + extract(month FROM \(unsafe: column) AT TIME ZONE 'UTC'))::integer
    """
  }
}
