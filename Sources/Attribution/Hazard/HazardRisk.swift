/// Time at risk in days, as a fit divides by it; none below 0, where those who are told of are only a part of all and make
/// up more of an audience than its part.
struct HazardRisk {
  /// By stratum; by cell, exposures of all advocates together; by advocate and cell.
  var people: [Double]
  var touches: [Double]
  var exposures: [Double]
  var cells: Int
  var advocates: Int

  init(_ sums: HazardSums) {
    people = sums.peopleAtRisk.map(Self.days)
    cells = sums.shape.cells
    advocates = sums.advocates
    exposures = sums.exposuresAtRisk.map(Self.strongDays)
    var together = sums.touchesAtRisk
    for index in sums.exposuresAtRisk.indices { together[index % cells] += sums.exposuresAtRisk[index] }
    touches = together.map(Self.strongDays)
  }

  private static func strongDays(_ sixteenths: Int128) -> Double { days(sixteenths) / 16 }

  private static func days(_ microseconds: Int128) -> Double {
    Double(max(0, microseconds)) / Double(microsecondsPerDay)
  }
}
