import Attribution
import Testing

@Suite("Journey")
struct JourneyTests {
  @Test("a touch at the window's edge counts, one before it does not, nor one after the conversion")
  func window() {
    let touches = [
      Step(id: 1, advocate: "early", time: day(10) - 1),
      Step(id: 2, advocate: "edge", time: day(10)),
      Step(id: 3, advocate: "moment", time: day(100)),
      Step(id: 4, advocate: "late", time: day(100) + 1),
    ]
    let journey = Path(touches: touches, conversion: day(100), window: day(90))
    #expect(journey.touches.map(\.advocate) == ["edge", "moment"])
  }

  @Test("touches are ordered by time, and those of one instant by id")
  func order() {
    let touches = [
      Step(id: 9, advocate: "c", time: 5), Step(id: 2, advocate: "b", time: 5), Step(id: 7, advocate: "a", time: 1),
    ]
    #expect(Path(touches: touches, conversion: 5, window: 10).touches.map(\.id) == [7, 2, 9])
  }

  @Test("a window may reach beyond the beginning of time")
  func beginning() {
    let touch = Step(id: 1, advocate: "a", time: .min)
    #expect(Path(touches: [touch], conversion: .min + 5, window: .max).touches == [touch])
  }
}
