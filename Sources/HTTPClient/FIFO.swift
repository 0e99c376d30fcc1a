/// First in, first out, each in constant time on average.
struct FIFO<Element> {
  private var elements: [Element?] = []
  private var first = 0

  var isEmpty: Bool { first == elements.count }

  mutating func append(_ element: Element) { elements.append(element) }

  mutating func popFirst() -> Element? {
    guard first < elements.count else { return nil }
    defer {
      first += 1
      if first == elements.count {
        elements.removeAll(keepingCapacity: first < 1_024)
        first = 0
      } else if first >= 64, first * 2 >= elements.count {
        elements.removeFirst(first)
        first = 0
      }
    }
    return elements[first].take()
  }
}
