/// The phase of a team that is under way, and the next of its parts to be taken, as one number: who
/// takes a part exchanges it, and by that knows that the phase has not ended meanwhile.
package struct PhaseTicket {
  /// The most parts of a phase: a part and their number take 8 bits each.
  package static let mostParts = 255

  /// The phase's number, then 8 bits how many parts it has, then 8 how many were taken.
  package let bits: Int

  package init(bits: Int) { self.bits = bits }

  /// A phase of which no part is taken.
  package init(phase: Int, parts: Int) { bits = phase << 16 | parts << 8 }

  package var phase: Int { bits >> 16 }
  package var parts: Int { bits >> 8 & 0xff }

  /// The part that is taken next; nil where all are.
  package var nextPart: Int? {
    let next = bits & 0xff
    return next < parts ? next : nil
  }

  /// The ticket once that part is taken.
  package var taken: PhaseTicket { PhaseTicket(bits: bits &+ 1) }
}
