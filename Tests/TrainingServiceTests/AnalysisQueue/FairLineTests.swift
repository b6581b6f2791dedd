import Testing
import TrainingService

@Suite struct FairLineTests {
  private struct Item: Identifiable, Equatable {
    var id: Int
  }

  private func line(_ owners: String) -> FairLine<Item> {
    var line = FairLine<Item>()
    for (number, owner) in owners.enumerated() {
      line.append(Item(id: number), of: String(owner))
    }
    return line
  }

  private func order(_ line: FairLine<Item>) -> [Int] {
    var line = line
    var order: [Int] = []
    while let item = line.popFirst() { order.append(item.id) }
    return order
  }

  @Test func ownersTakeTurnsAndEachKeepsItsOrder() {
    #expect(order(line("aaaabbc")) == [0, 4, 6, 1, 5, 2, 3])
    #expect(order(line("aaaa")) == [0, 1, 2, 3])
    #expect(order(line("")) == [])
  }

  @Test func anOwnerThatComesLaterWaitsForOneElementOfEachOther() {
    var line = line("aaaaab")
    #expect(line.popFirst()?.id == 0)
    line.append(Item(id: 9), of: "c")
    #expect(order(line) == [5, 1, 9, 2, 3, 4])
  }

  @Test func whatIsTakenOutIsGone() {
    var line = line("aabbc")
    line.remove(0, of: "a")
    line.remove(4, of: "c")
    line.remove(4, of: "c")
    line.remove(3, of: "a")
    #expect(line.count == 3)
    #expect(line.count(of: "a") == 1)
    #expect(line.count(of: "b") == 2)
    #expect(line.count(of: "c") == 0)
    #expect(order(line) == [1, 2, 3])
  }
}
