import ArgumentParser
import Foundation
import Postgres
import Records
import Referrals
import Service

/// `resonance import NOUN FILE`.
struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Bring a company's history along, from whatever it used before.",
    discussion: """
      Files are CSV with a header or a JSON object a line, with fields named as in the API:
        people       external_id, email, name, recruited_by or recruited_by_external_id, advocate, created_at
        links        advocate_id or advocate_external_id, code, destination, campaign, channel, expires_at, created_at
        graph        from, to, origin, consent, occurred_at (without: always)
        shares       external_id, advocate_id or advocate_external_id, channel, content, url, occurred_at, consent
        clicks       id, code or link_id, visitor_id, person, occurred_at, outcome, referrer, user_agent
        conversions  external_id, type, amount, currency, discount, occurred_at, click_id, code,
                     customer.external_id, customer.email, subscription
        reversals    conversion_external_id, external_id, amount, reason, occurred_at

      Import them in this order; clicks need their links, and shares their advocates. The click_id of a conversion is \
      the id that the click had in the file of clicks.

      Lines are stored some thousands at a time, in their order. What is there already stays as it is, so that an import \
      that broke off is simply run again. The first line that is wrong ends it, with everything before it stored, unless \
      --skip-bad leaves such lines out. What was imported is credited before the command ends. Endpoints of outgoing \
      webhooks hear nothing of it. The console shows how far it is, under Work, and what was refused.
      """)

  @Argument(help: "What is in the file: \(Import.Noun.allCases.map(\.rawValue).joined(separator: ", ")).")
  var noun: Import.Noun

  @Argument(help: "The file; - is standard input.")
  var file: String

  @Option(help: "The program's id or name; not needed where there is only one.")
  var program: String?

  @Option(help: "How the file is written: csv or ndjson. (default: by how it begins)")
  var format: ImportFormat?

  @Flag(help: "Leave out lines that are wrong, and name them.")
  var skipBad = false

  @Option(
    help:
      "Minutes after a click in which the same visitor's clicks on the same link are repeats. [RESONANCE_DEDUPE_MINUTES; default: 30]"
  )
  var dedupeMinutes: Int?

  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    guard (0...1_440).contains(minutes) else { throw ValidationError("--dedupe-minutes must be from 0 to 1440.") }
  }

  private var minutes: Int {
    dedupeMinutes ?? DatabaseOptions.setting(nil, "RESONANCE_DEDUPE_MINUTES").flatMap { Int($0) } ?? 30
  }

  func run() async throws {
    let source = file == "-" ? "standard input" : file
    let input = try Input(file)
    var page = ImportPage(source: source, size: input.size)
    let clock = ContinuousClock()
    let start = clock.now
    let report: Import.Report
    do {
      report = try await database.withPool { pool in
        let program = try await pool.withConnection { try await ProgramChoice.find(self.program, in: $0) }
        let history = try await RecordedImport.begin(
          noun, file: source, bytes: input.size, skipsBad: skipBad, by: "the command line", into: program,
          dedupeWindow: .minutes(minutes),
          environment: Environment(
            database: pool, address: PublicAddress("http://localhost"), log: DatabaseOptions.quiet))
        do {
          return try await history.run(format: format, skipsBad: skipBad, { try input.next() }) { page.show($0) }
        } catch let error where !(error is ImportRefusal) {
          await history.breakOff((error as? CommandFailure)?.description ?? "\(error)")
          throw error
        }
      }
    } catch let refusal as ImportRefusal {
      page.clear()
      throw CommandFailure(.data, "\(source): \(refusal)")
    } catch {
      page.clear()
      throw error
    }
    page.clear()
    Console.say(page.summary(of: report, noun.rawValue, after: clock.now - start))
    guard let line = report.stoppedAt else { return }
    throw CommandFailure(
      .data,
      """
      \(source) was imported up to line \(line), which is wrong. Correct it and run the same command again: what is \
      there already stays as it is. Or leave out such lines with --skip-bad.
      """)
  }
}

extension Import.Noun: ExpressibleByArgument {}
extension ImportFormat: ExpressibleByArgument {}

extension ImportCommand {
  /// The bytes of a file or of standard input.
  final class Input {
    /// How many there are, where that is known.
    let size: Int?
    private let handle: FileHandle
    private let name: String

    init(_ path: String) throws {
      name = path
      guard path != "-" else {
        handle = .standardInput
        size = nil
        return
      }
      do {
        handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      } catch {
        throw CommandFailure(.noInput, "\(path) cannot be read: \(error.localizedDescription)")
      }
      let attributes = try? FileManager.default.attributesOfItem(atPath: path)
      size = attributes?[.type] as? FileAttributeType == .typeRegular ? attributes?[.size] as? Int : nil
    }

    /// What there is, without waiting for more: a pipe may bring little at a time. Nil at the end.
    func next() throws -> [UInt8]? {
      let limit = 1 << 18
      let piece = try [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
        var result = read(handle.fileDescriptor, buffer.baseAddress, limit)
        while result < 0, errno == EINTR { result = read(handle.fileDescriptor, buffer.baseAddress, limit) }
        guard result >= 0 else {
          throw CommandFailure(.noInput, "\(name) cannot be read: \(String(cString: strerror(errno)))")
        }
        count = result
      }
      return piece.isEmpty ? nil : piece
    }
  }
}
