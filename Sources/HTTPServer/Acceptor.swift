internal import Logging
internal import Sockets
internal import Synchronization

/// Takes connections off the listener and deals them out to the loops, in turn.
actor Acceptor {
  nonisolated var unownedExecutor: UnownedSerialExecutor { listener.loop.asUnownedSerialExecutor() }

  private nonisolated let listener: Listener
  private let house: House
  private let registers: [Register]
  private let guests: Guests
  private var turn = 0

  init(listener: Listener, house: House, registers: [Register], guests: Guests) {
    self.listener = listener
    self.house = house
    self.registers = registers
    self.guests = guests
  }

  /// Accepts until the listener is closed.
  func run() async {
    guard (try? listener.open()) != nil else { return }
    var isShort = false
    let reserve = min(house.configuration.reservedDescriptors, DescriptorLimit.current / 4)
    while true {
      if guests.count >= house.configuration.maxConnections {
        await makeRoom()
        continue
      }
      let register = registers[turn % registers.count]
      switch listener.accept(for: register.loop, keepingFree: reserve) {
      case .connection(let socket):
        isShort = false
        turn &+= 1
        welcome(socket, register)
      case .wouldBlock:
        guard await listener.ready() == .ready else { return }
      case .exhausted(let code):
        if !isShort {
          house.logger.warning("accepting pauses", metadata: ["reason": "\(SocketError("accept", code: code))"])
        }
        isShort = true
        await makeRoom()
      case .failed:
        return
      }
      guard listener.isOpen else { return }
    }
  }

  /// Stops accepting.
  func close() {
    listener.close()
  }

  private func welcome(_ socket: Connection, _ register: Register) {
    guests.enter()
    let connection = HTTPConnection(socket, house: house, register: register)
    let guests = guests
    connection.task.withLock { task in
      task = Task(executorPreference: register.loop) {
        await connection.serve()
        connection.task.withLock { $0 = nil }
        guests.leave()
      }
    }
  }

  /// Lets go of the longest idle connections and waits a moment: descriptors come back as connections end.
  private func makeRoom() async {
    let share = max(1, guests.count / 16 / registers.count)
    for register in registers {
      register.loop.execute { register.shed(share) }
    }
    try? await Task.sleep(for: .milliseconds(20))
  }
}
