/// A line in which owners take turns: each of them stands in it once, with a line of its own behind.
///
/// Elements of one owner keep their order; an owner with many delays nobody by more than one element.
package struct FairLine<Element: Identifiable> {
  private struct Owner {
    var name: String
    var elements: [Element]
  }

  /// The owner whose turn is next comes first; none is without elements.
  private var owners: [Owner] = []
  /// Elements in all.
  package private(set) var count = 0

  /// An empty line.
  package init() {}

  /// Elements of one owner. O(owners).
  package func count(of owner: String) -> Int {
    owners.first { $0.name == owner }?.elements.count ?? 0
  }

  /// How many elements of its owner stand before this one; nil where it is not in the line.
  /// O(elements).
  package func place(of id: Element.ID, of owner: String) -> Int? {
    owners.first { $0.name == owner }?.elements.firstIndex { $0.id == id }
  }

  /// Puts an element behind the others of its owner. O(owners).
  package mutating func append(_ element: Element, of owner: String) {
    count += 1
    if let index = owners.firstIndex(where: { $0.name == owner }) {
      owners[index].elements.append(element)
    } else {
      owners.append(Owner(name: owner, elements: [element]))
    }
  }

  /// Takes the next element out; its owner goes behind the other owners. O(elements of the owner).
  package mutating func popFirst() -> Element? {
    guard !owners.isEmpty else { return nil }
    var owner = owners.removeFirst()
    let element = owner.elements.removeFirst()
    if !owner.elements.isEmpty { owners.append(owner) }
    count -= 1
    return element
  }

  /// Takes the element of this id out, wherever it stands. O(elements).
  package mutating func remove(_ id: Element.ID, of owner: String) {
    guard let place = owners.firstIndex(where: { $0.name == owner }),
      let index = owners[place].elements.firstIndex(where: { $0.id == id })
    else { return }
    owners[place].elements.remove(at: index)
    if owners[place].elements.isEmpty { owners.remove(at: place) }
    count -= 1
  }
}
