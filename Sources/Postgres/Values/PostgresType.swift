/// A PostgreSQL type by its OID in `pg_type`, as the wire names it.
///
/// The OIDs of built-in types never change (PostgreSQL source: `pg_type.dat`).
package struct PostgresType: Hashable, Sendable {
  /// Its number in `pg_type`.
  package let oid: UInt32

  /// A type by its number.
  package init(oid: UInt32) { self.oid = oid }

  package static let bool = Self(oid: 16)
  package static let bytea = Self(oid: 17)
  /// `"char"`, the one-byte type.
  package static let byte = Self(oid: 18)
  package static let name = Self(oid: 19)
  package static let int8 = Self(oid: 20)
  package static let int2 = Self(oid: 21)
  package static let int4 = Self(oid: 23)
  package static let text = Self(oid: 25)
  package static let oid = Self(oid: 26)
  package static let json = Self(oid: 114)
  package static let float4 = Self(oid: 700)
  package static let float8 = Self(oid: 701)
  /// What a literal has before it is given a type.
  package static let unknown = Self(oid: 705)
  package static let bpchar = Self(oid: 1042)
  package static let varchar = Self(oid: 1043)
  package static let date = Self(oid: 1082)
  package static let timestamp = Self(oid: 1114)
  package static let timestamptz = Self(oid: 1184)
  package static let numeric = Self(oid: 1700)
  package static let uuid = Self(oid: 2950)
  package static let jsonb = Self(oid: 3802)

  /// Types made by `CREATE TYPE` and extensions have OIDs from here on (`FirstNormalObjectId`).
  package var isUserDefined: Bool { oid >= 16384 }

  /// The type of arrays of this type; nil where this target knows none.
  package var array: PostgresType? { Self.arrays[self] }

  private static let arrays: [PostgresType: PostgresType] = [
    .bool: .init(oid: 1000), .bytea: .init(oid: 1001), .byte: .init(oid: 1002), .name: .init(oid: 1003),
    .int2: .init(oid: 1005), .int4: .init(oid: 1007), .text: .init(oid: 1009), .bpchar: .init(oid: 1014),
    .varchar: .init(oid: 1015), .int8: .init(oid: 1016), .float4: .init(oid: 1021), .float8: .init(oid: 1022),
    .oid: .init(oid: 1028), .timestamp: .init(oid: 1115), .date: .init(oid: 1182), .timestamptz: .init(oid: 1185),
    .numeric: .init(oid: 1231), .uuid: .init(oid: 2951), .json: .init(oid: 199), .jsonb: .init(oid: 3807),
  ]

  private static let names: [PostgresType: String] = [
    .bool: "boolean", .bytea: "bytea", .byte: "\"char\"", .name: "name", .int8: "bigint", .int2: "smallint",
    .int4: "integer", .text: "text", .oid: "oid", .json: "json", .float4: "real", .float8: "double precision",
    .unknown: "unknown", .bpchar: "character", .varchar: "character varying", .date: "date",
    .timestamp: "timestamp without time zone", .timestamptz: "timestamp with time zone", .numeric: "numeric",
    .uuid: "uuid", .jsonb: "jsonb",
  ]
}

extension PostgresType: CustomStringConvertible {
  /// The name as `format_type` gives it, or the OID of a type that is not known here.
  package var description: String {
    if let name = Self.names[self] { return name }
    if let element = Self.arrays.first(where: { $0.value == self })?.key { return "\(element)[]" }
    return "type with OID \(oid)"
  }
}
