import Postgres
import Records
import Referrals
import TestSupport
import Testing

@testable import Service

@Suite("The schema can be distributed by program, and reads well", .database)
struct SchemaTests {
  private let pool = TestDatabase.current.pool

  /// What must be found before the program is known, and the migrator's own table.
  private static let lookups = ["api_keys", "console_sessions", "link_codes", "sources", "schema_migrations"]

  @Test func `program_id comes first in every primary, unique and foreign key, but for the lookup tables`() async throws
  {
    let rows = try await pool.query(
      """
      SELECT t.relname::text AS on_table, i.relname::text AS key,
        (SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attnum = x.indkey[0]) AS first
      FROM pg_index x
      JOIN pg_class i ON i.oid = x.indexrelid
      JOIN pg_class t ON t.oid = x.indrelid
      WHERE t.relnamespace = 'public'::regnamespace AND x.indisunique
      UNION ALL
      SELECT t.relname::text, c.conname::text,
        (SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attnum = c.conkey[1])
      FROM pg_constraint c
      JOIN pg_class t ON t.oid = c.conrelid
      WHERE t.relnamespace = 'public'::regnamespace AND c.contype = 'f'
      """)
    var tables: Set<String> = []
    for row in rows {
      let table = try row.decode("on_table", as: String.self)
      tables.insert(table)
      if Self.lookups.contains(table) { continue }
      let (key, first) = (try row.decode("key", as: String.self), try row.decode("first", as: String.self))
      #expect(first == "program_id", "\(table): \(key) starts with \(first)")
    }
    #expect(tables.isSuperset(of: Self.lookups) && tables.count > 18)
  }

  @Test func `a foreign key refers to program_id by program_id, and never to a lookup table`() async throws {
    let rows = try await pool.query(
      """
      SELECT c.conname::text AS key, f.relname::text AS to_table,
        (SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = f.oid AND a.attnum = c.confkey[1]) AS first
      FROM pg_constraint c
      JOIN pg_class f ON f.oid = c.confrelid
      WHERE c.connamespace = 'public'::regnamespace AND c.contype = 'f'
      """)
    #expect(rows.count > 10)
    for row in rows {
      #expect(try row.decode("first") == "program_id")
      #expect(!Self.lookups.contains(try row.decode("to_table")))
    }
  }

  @Test func `every table has a primary key, and its own program in it`() async throws {
    let rows = try await pool.query(
      """
      SELECT t.relname::text AS name,
        EXISTS (SELECT FROM pg_constraint c WHERE c.conrelid = t.oid AND c.contype = 'p') AS has_key,
        EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attname = 'program_id'
          AND a.atttypid = 'uuid'::regtype AND (a.attnotnull OR t.relname IN ('api_keys', 'console_sessions'))) AS has_program
      FROM pg_class t WHERE t.relnamespace = 'public'::regnamespace AND t.relkind IN ('r', 'p')
      """)
    for row in rows {
      let name = try row.decode("name", as: String.self)
      #expect(try row.decode("has_key"), "\(name)")
      #expect(try row.decode("has_program") || name == "schema_migrations", "\(name)")
    }
  }

  @Test func `amounts are bigint minor units, beside a currency`() async throws {
    let rows = try await pool.query(
      """
      SELECT table_name::text AS on_table, column_name::text AS name, data_type::text AS type
      FROM information_schema.columns WHERE table_schema = 'public'
      """)
    let amounts: Set = [
      "amount", "discount", "discounts", "gross", "reversed", "direct", "exposure", "chain", "unattributed",
    ]
    var currencies: Set<String> = []
    var holders: Set<String> = []
    for row in rows {
      let (table, name) = (try row.decode("on_table", as: String.self), try row.decode("name", as: String.self))
      if name == "currency" { currencies.insert(table) }
      let type = try row.decode("type", as: String.self)
      if amounts.contains(name) {
        holders.insert(table)
        #expect(type == "bigint", "\(table).\(name)")
      }
      #expect(type != "money" && type != "numeric" && type != "real", "\(table).\(name) is \(type)")
    }
    // A reversal's currency is that of its conversion, which it may come before.
    #expect(holders.subtracting(currencies) == ["reversals"])
    #expect(holders.count >= 6)
  }

  @Test func `every constraint has a name that says what it holds`() async throws {
    let rows = try await pool.query(
      """
      SELECT c.conname::text AS name, c.contype::text AS kind, t.relname::text AS on_table
      FROM pg_constraint c
      JOIN pg_class t ON t.oid = c.conrelid
      WHERE c.connamespace = 'public'::regnamespace AND NOT t.relispartition
      """)
    for row in rows {
      let (name, table) = (try row.decode("name", as: String.self), try row.decode("on_table", as: String.self))
      #expect(name.hasPrefix(table) || table == "schema_migrations", "\(name) on \(table)")
      // What PostgreSQL makes up where a constraint is given no name.
      #expect(!name.contains(/_check$|_(check|key|fkey|pkey|excl)\d+$/), "\(name)")
      switch try row.decode("kind", as: String.self) {
      case "p": #expect(name.hasSuffix("_pkey"))
      case "u": #expect(name.hasSuffix("_key"))
      case "f": #expect(name.hasSuffix("_fkey"))
      default: #expect(name.split(separator: "_").count > 2, "\(name) says too little")
      }
    }
  }

  @Test func `clicks lie in a partition a month, and those to come are made when the service starts`() async throws {
    let strategy = try await pool.query(
      "SELECT pg_get_partkeydef('clicks'::regclass) AS key, partstrat::text AS kind FROM pg_partitioned_table"
    )[0]
    #expect(try strategy.decode("key") == "RANGE (occurred_at)")
    try await LiveService.run { _ in
      let partitions = try await pool.query(
        """
        SELECT c.relname::text AS name, pg_get_expr(c.relpartbound, c.oid) AS bounds
        FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'clicks'::regclass
        """)
      let names = Set(try partitions.map { try $0.decode("name", as: String.self) })
      let months = try await pool.query(
        """
        SELECT to_char(month, '"clicks_"YYYY_MM') AS name
        FROM generate_series(date_trunc('month', now() AT TIME ZONE 'UTC'), now() AT TIME ZONE 'UTC' + interval '1 month',
          interval '1 month') AS month
        """
      ).map { try $0.decode("name", as: String.self) }
      #expect(months.count >= 2 && names.isSuperset(of: months), "\(names)")
      for row in partitions {
        #expect(try row.decode("bounds", as: String.self).contains("-01 00:00:00+00"))
      }
    }
  }
}
