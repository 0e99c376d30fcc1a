/// The five characters that say what went wrong (PostgreSQL documentation, appendix A).
package struct SQLState: Hashable, Sendable, RawRepresentable {
  /// The five characters.
  package let rawValue: String

  /// A state by its five characters.
  package init(rawValue: String) { self.rawValue = rawValue }

  /// The first two characters: the class of the condition.
  package var `class`: Substring { rawValue.prefix(2) }

  /// Running the whole transaction again may succeed.
  package var isRetryable: Bool { self == .serializationFailure || self == .deadlockDetected }

  package static let connectionFailure = Self(rawValue: "08006")
  package static let cannotConnect = Self(rawValue: "08001")
  /// The connection was lost between COMMIT and its answer: the transaction may or may not have happened.
  package static let transactionResolutionUnknown = Self(rawValue: "08007")
  package static let featureNotSupported = Self(rawValue: "0A000")
  package static let numericValueOutOfRange = Self(rawValue: "22003")
  package static let datetimeFieldOverflow = Self(rawValue: "22008")
  package static let invalidTextRepresentation = Self(rawValue: "22P02")
  package static let notNullViolation = Self(rawValue: "23502")
  package static let foreignKeyViolation = Self(rawValue: "23503")
  package static let uniqueViolation = Self(rawValue: "23505")
  package static let checkViolation = Self(rawValue: "23514")
  package static let exclusionViolation = Self(rawValue: "23P01")
  package static let readOnlyTransaction = Self(rawValue: "25006")
  package static let failedTransaction = Self(rawValue: "25P02")
  package static let invalidPassword = Self(rawValue: "28P01")
  package static let invalidAuthorization = Self(rawValue: "28000")
  package static let unknownDatabase = Self(rawValue: "3D000")
  package static let serializationFailure = Self(rawValue: "40001")
  package static let deadlockDetected = Self(rawValue: "40P01")
  package static let insufficientPrivilege = Self(rawValue: "42501")
  package static let syntaxError = Self(rawValue: "42601")
  package static let undefinedColumn = Self(rawValue: "42703")
  package static let undefinedTable = Self(rawValue: "42P01")
  package static let duplicateDatabase = Self(rawValue: "42P04")
  package static let duplicateTable = Self(rawValue: "42P07")
  package static let diskFull = Self(rawValue: "53100")
  package static let tooManyConnections = Self(rawValue: "53300")
  package static let objectInUse = Self(rawValue: "55006")
  package static let lockNotAvailable = Self(rawValue: "55P03")
  package static let queryCanceled = Self(rawValue: "57014")
  package static let adminShutdown = Self(rawValue: "57P01")
  package static let crashShutdown = Self(rawValue: "57P02")
  package static let cannotConnectNow = Self(rawValue: "57P03")
  package static let raisedException = Self(rawValue: "P0001")
  package static let internalError = Self(rawValue: "XX000")
}

extension SQLState: CustomStringConvertible {
  package var description: String { rawValue }
}
