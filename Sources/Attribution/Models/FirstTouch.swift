/// Everything to the touch that opened the journey.
struct FirstTouch: Model {
  let name = "first_touch"
  let summary = "everything to the first touch"

  func weights(times: [Int64], conversion: Int64, settings: Settings) -> [Double] {
    times.indices.map { $0 == times.startIndex ? 1 : 0 }
  }
}
