import Postgres
import Records
import Referrals
import TestSupport
import Testing

@testable import Service

@Suite("Faults in what is imported", .database)
struct ImportFaultTests {
  @Test func `a wrong line ends it, with everything before it stored`() async throws {
    let archive = try await Archive.made()
    let text = "external_id,email\nida,\njan,nonsense\nkim,\n"
    let (report, refused) = try await archive.take(.people, text)
    #expect(report == Import.Report(lines: 2, stored: 1, refused: 1, stoppedAt: 3))
    #expect(refused == ["3: email must be an e-mail address."])
    let again = try await archive.take(.people, text, skipsBad: true)
    #expect(again.report == Import.Report(lines: 3, stored: 1, refused: 1, stoppedAt: nil))
    #expect(again.refused == refused)
    #expect(try await archive.facts().contains("person kim"))
    #expect(try await !archive.facts().contains("person jan"))
  }

  @Test func `a line that only the database can refuse changes nothing, and the others are stored`() async throws {
    let archive = try await Archive.made()
    let text = """
      advocate_external_id,channel,occurred_at
      ada,chat,2026-05-01T00:00:00Z
      nobody,chat,2026-05-01T00:00:00Z
      grace,chat,2026-05-01T00:00:00Z
      """
    let (report, refused) = try await archive.take(.shares, text)
    #expect(report == Import.Report(lines: 2, stored: 1, refused: 1, stoppedAt: 3))
    #expect(refused == ["3: advocate_external_id is not an advocate of this program."])
    #expect(
      try await archive.take(.shares, text, skipsBad: true).report
        == Import.Report(lines: 3, stored: 1, refused: 1, stoppedAt: nil))
  }

  @Test(arguments: [
    (Import.Noun.people, "external_id,e_mail,nom\n", "unknown in the header: e_mail, nom; there are: external_id (req"),
    (.clicks, "code,visitor_id\n", "missing in the header: occurred_at; there are: id, code, link_id,"),
    (.graph, "from,to,from\n", "the column from comes twice in the header"),
    (.graph, "from,to\n\"a,b\n\(String(repeating: "c,d\n", count: 20_000))", "line 2: longer than 65536 bytes"),
  ])
  func `a file that makes no sense is refused whole`(noun: Import.Noun, text: String, says: String) async throws {
    let archive = try await Archive.made()
    let refusal = await #expect(throws: ImportRefusal.self) { try await archive.take(noun, text) }
    #expect(refusal?.description.hasPrefix(says) == true, "\(refusal?.description ?? "")")
  }

  @Test(arguments: [
    (
      Import.Noun.shares, #"{"advocate_external_id":"ada","channel":"chat","occurred_at":"1969-12-31T23:59:59Z"}"#,
      "occurred_at must be a time as in RFC 3339: 2026-03-01T12:00:00Z."
    ),
    (
      .shares, #"{"advocate_external_id":"ada","channel":"chat","occurred_at":"2026-06-16T12:00:00Z"}"#,
      "occurred_at lies in the future."
    ),
    (.shares, #"{"advocate_external_id":"ada","channel":"chat"}"#, "occurred_at is required."),
    (.graph, #"{"from":"ada","to":"ada"}"#, "to must be somebody else than from."),
    (
      .graph, "from,to,occurred_at\nada,bea,yesterday\n",
      "occurred_at must be a time as in RFC 3339: 2026-03-01T12:00:00Z."
    ),
    (.graph, "from,to\nada,bea,cleo\n", "The line has 3 cells, and the header 2."),
    (.graph, "from,to\nada,b\"ea\n", "The line has a quote inside a field without quotes."),
    (.graph, "from,to,consent\nada,bea,perhaps\n", "consent must be true or false, and is a string."),
    (.graph, #"{"from":"ada","to":"bea","weight":1}"#, "weight is not a known field."),
    (.graph, #"{"from":"ada""#, "The line is not valid JSON:"),
    (
      .clicks, #"{"code":"no-such","occurred_at":"2026-05-01T00:00:00Z"}"#,
      "code is no link of this program: import the links before the clicks."
    ),
    (.clicks, #"{"occurred_at":"2026-05-01T00:00:00Z"}"#, "code or link_id is required."),
    (.links, #"{"code":"ada-2"}"#, "advocate_id or advocate_external_id is required."),
    (.links, #"{"advocate_external_id":"ada","code":"a b c"}"#, "code can't be used: a code has no spaces"),
    (
      .links, #"{"advocate_id":"01960c3a-5c00-7000-8000-00000000c0de","code":"some-code"}"#,
      "advocate_id is not an advocate of this program."
    ),
    (
      .people, #"{"external_id":"ada","recruited_by_external_id":"ada"}"#,
      "recruited_by_external_id must be somebody else."
    ),
    (
      .people, #"{"external_id":"ada","recruited_by_external_id":"grace"}"#,
      "recruited_by_external_id was brought in by ada, if not directly."
    ),
    (
      .people, #"{"external_id":"grace","recruited_by_external_id":"bea"}"#,
      "grace was brought in by another advocate."
    ),
    (
      .conversions, "external_id,type,amount,currency,occurred_at\no-1,sale,12.50,USD,2026-05-01T00:00:00Z\n",
      "amount must be an integer between"
    ),
    (
      .conversions, "external_id,type,amount,currency,occurred_at\no-1,gift,12,USD,2026-05-01T00:00:00Z\n",
      "type must be one of lead, signup, sale, renewal."
    ),
  ])
  func `a wrong line says what is wrong`(noun: Import.Noun, text: String, says: String) async throws {
    let archive = try await Archive.made()
    let (report, refused) = try await archive.take(noun, text)
    #expect(report.stored == 0 && report.stoppedAt != nil)
    #expect(refused.first?.split(separator: " ", maxSplits: 1).last?.hasPrefix(says) == true, "\(refused)")
  }

  @Test func `CSV may have a byte order mark, quotes, line breaks of Windows, blank lines and any order of columns`()
    async throws
  {
    let archive = try await Archive.made()
    let text =
      "\u{FEFF}name,\"external_id\",advocate\r\n\"Lovelace, Ada\",ida,1\r\n\r\n\"\"\"Bea\"\"\",bea,\r\nÇelik,çe,\r\n"
    let (report, refused) = try await archive.take(.people, text)
    #expect(refused == [])
    #expect(report == Import.Report(lines: 3, stored: 3, refused: 0, stoppedAt: nil))
    let facts = try await archive.facts()
    #expect(facts.contains("person ida Lovelace, Ada"))
    #expect(facts.contains(#"person bea "Bea""#))
    #expect(facts.contains("person çe Çelik"))
    #expect(facts.contains("advocate ida by"))
  }

  @Test func `an empty file is no fault`() async throws {
    let archive = try await Archive.made()
    #expect(try await archive.take(.people, "").report == Import.Report())
    #expect(try await archive.take(.people, "\n \n").report == Import.Report())
    #expect(try await archive.take(.people, "external_id\n").report == Import.Report())
  }

  @Test func `a conversion or link that is there otherwise is refused`() async throws {
    let archive = try await Archive.made()
    try await archive.world.tell("o-1", .sale, 10_000)
    let header = "external_id,type,amount,currency,occurred_at\n"
    #expect(
      try await archive.take(.conversions, header + "o-1,sale,9999,USD,2026-05-01T00:00:00Z\n").refused
        == ["2: The conversion o-1 is there with another amount."])
    #expect(
      try await archive.take(.conversions, header + "o-1,sale,10000,USD,2026-05-01T00:00:00Z\n").report
        == Import.Report(lines: 1))
    let code = archive.world.ada.code.text
    #expect(
      try await archive.take(.links, "code,advocate_external_id\n\(code),grace\n").refused
        == ["2: The code \(code) is a link with another advocate."])
    #expect(
      try await archive.take(.links, "code,advocate_external_id\n\(code),ada\n").report == Import.Report(lines: 1))
  }

  @Test func `a recruiter may come after those whom it brought in, and circles are refused`() async throws {
    let archive = try await Archive.made()
    let header = "external_id,recruited_by_external_id\n"
    let (_, refused) = try await archive.take(.people, header + "c,b\nb,a\na,c\nd,a\n", skipsBad: true)
    #expect(refused == ["4: recruited_by_external_id was brought in by a, if not directly."])
    let facts = try await archive.facts()
    #expect(["advocate c by b", "advocate b by a", "advocate a by", "advocate d by a"].allSatisfy(facts.contains))
  }
}
