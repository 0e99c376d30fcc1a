import Postgres
import Records
import Referrals
import TestSupport
import Testing

@testable import Service

@Suite("Why a touch brings what it does", .database)
struct TouchReasonTests {
  /// A journey: Ada's share seen, Grace's link followed twice, her own code used.
  private func sentences(_ change: (inout AttributionSettings) -> Void) async throws -> [String] {
    let world = try await World.made(change)
    try await world.follow("cleo", "ada")
    try await world.share(world.ada, at: world.now - .days(14))
    let visitor = Visitor.ID.timeOrdered(at: .earliest)
    try await world.click(world.grace, at: world.now - .days(7), by: visitor)
    let click = try await world.click(world.ada, at: world.now - .hours(3), by: visitor)
    try await world.tell("order-1", click: click, customer: "cleo")
    return try await world.pool.withConnection { connection in
      let run = try #require(try await Runs.choose(run: nil, model: nil, program: world.program.id, in: connection))
      let conversion = try #require(
        try await Conversions.find(externalID: "order-1", program: world.program.id, in: connection))
      let path = try await Crediting.reasons(for: conversion, in: run, program: world.program.id, in: connection).path
      let reasons = TouchReasons(run.attribution, path: path)
      return path.touches.sorted { $0.time < $1.time }.map(reasons.sentence)
    }
  }

  @Test func `by decay, age is weight`() async throws {
    let sentences = try await sentences { _ in }
    #expect(
      sentences == [
        "The customer could see the share, following them 14 days before. By a half-life of 7 days it weighs 0.06. As an exposure it counts 0.25 of a click, by how likely it was this one that was noticed.",
        "The customer followed the link 7 days before. By a half-life of 7 days it weighs 0.5.",
        "The customer followed the link 3 hours before. By a half-life of 7 days it weighs 0.99.",
      ])
  }

  @Test(arguments: [
    ("first_touch", "The first touch takes all.", "Only the first touch counts."),
    ("last_touch", "Only the last touch counts.", "The last touch takes all."),
    ("linear", "Every touch counts alike, one of 3.", "Every touch counts alike, one of 3."),
    ("position_based", "The first touch has 40 % for itself.", "The last touch has 40 % for itself."),
  ])
  func `by place, first and last are told apart`(model: String, first: String, last: String) async throws {
    let sentences = try await sentences { $0.model = model }
    #expect(sentences.count == 3)
    #expect(sentences[0].contains(first) && sentences[2].hasSuffix(last))
  }

  @Test(arguments: [
    (0, "moments"), (90, "1 minute"), (3600 * 5 + 60, "5 hours"), (86_400, "1 day"),
    (86_400 * 3 + 7200, "3 days 2 hours"),
    (86_400 * 40 + 7200, "40 days"),
  ])
  func `a length of time is told in its greatest units`(seconds: Int, text: String) {
    #expect(TouchReasons.length(.seconds(seconds)) == text)
  }
}
