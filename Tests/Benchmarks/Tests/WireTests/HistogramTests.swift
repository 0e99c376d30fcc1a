import Testing

@testable import Wire

@Suite("Histogram")
struct HistogramTests {
  @Test("short durations are kept exactly")
  func exact() {
    var histogram = Histogram()
    for value in UInt64(1)...100 { histogram.record(value) }
    #expect(histogram.quantile(0.5) == 50)
    #expect(histogram.quantile(0.99) == 99)
    #expect(histogram.quantile(1) == 100)
    #expect(histogram.maximum == 100)
  }

  @Test(
    "a duration is never told as shorter than it was, nor as more than a 128th longer",
    arguments: [0, 1, 7, 8, 9, 10, 33, 62, 63])
  func resolution(power: Int) {
    for value in [UInt64(1) << power, (UInt64(1) << power) + (UInt64(1) << power) / 3, UInt64.max >> (63 - power)] {
      var histogram = Histogram()
      histogram.record(value)
      histogram.record(.max)
      let told = histogram.quantile(0.5)
      #expect(told >= value && told - value <= value / 128)
    }
  }

  @Test("of nothing, every quantile is 0")
  func empty() {
    #expect(Histogram().quantile(0.99) == 0)
  }
}
