import Foundation

/// A file that was named on the command line; `-` is standard input.
struct InputFile {
  /// As it was typed.
  let path: String

  /// What it is called in what is said about it.
  var name: String { path == "-" ? "standard input" : path }

  /// Gives the file piece by piece.
  func read(_ take: (Data) -> Void) throws {
    do {
      let input = path == "-" ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      while let piece = try input.read(upToCount: 1 << 20), !piece.isEmpty { take(piece) }
    } catch {
      throw CommandFailure(.noInput, "cannot read \(name): \(Self.reason(error))")
    }
  }

  /// A failure that names the lines that are wrong, of so many in all.
  func failure(_ faults: [some CustomStringConvertible], of count: Int) -> CommandFailure {
    let lines = faults.map { "\(name), \($0)" } + (count > faults.count ? ["… and \(count - faults.count) more"] : [])
    return CommandFailure(.data, lines.joined(separator: "\n"))
  }

  /// What the system says is wrong with a file; Foundation's own words hide it.
  private static func reason(_ error: any Error) -> String {
    let error = error as NSError
    let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError ?? error
    guard cause.domain == NSPOSIXErrorDomain else { return error.localizedDescription }
    return String(cString: strerror(Int32(cause.code)))
  }
}
