import ArgumentParser
import Foundation
import Postgres

/// Why a command failed, for the person who typed it: what is wrong and what to do, with the exit code of sysexits.h.
struct CommandFailure: Error, CustomStringConvertible {
  /// The kinds of failure.
  enum Kind: Int32 {
    /// The input has the wrong form (EX_DATAERR).
    case data = 65
    /// A file that should be read can't be (EX_NOINPUT).
    case noInput = 66
    /// Something that has to be there is not running or not reachable (EX_UNAVAILABLE).
    case unavailable = 69
    /// It should not have happened (EX_SOFTWARE).
    case software = 70
    /// A file cannot be written (EX_CANTCREAT).
    case cannotCreate = 73
    /// Something is set up wrongly (EX_CONFIG).
    case configuration = 78
  }

  /// Its kind.
  var kind: Kind
  /// What is wrong and what to do.
  var description: String

  /// A failure.
  init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }

  /// Runs the work of a command and turns what PostgreSQL says into words for the person who typed it.
  static func telling<Result>(_ work: () async throws -> Result) async throws -> Result {
    do {
      return try await work()
    } catch let error as PostgresError where error.isConnectionFailure {
      throw CommandFailure(.unavailable, "The database does not answer: \(error.message)")
    } catch let error as PostgresError where error.sqlState == .undefinedTable {
      throw CommandFailure(.configuration, "The database has no tables yet: run `resonance migrate up` first.")
    } catch let error as PoolError {
      throw CommandFailure(.unavailable, "The database does not answer: \(error)")
    } catch let error as PrivateServerError {
      throw CommandFailure(.unavailable, error.description)
    } catch let error as PostgresError {
      throw CommandFailure(.software, "\(error)")
    }
  }

  /// Writes a line to standard error.
  static func say(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}
