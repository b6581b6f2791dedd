import Testing
import symbreak

@Suite struct PrintableTextTests {
  @Test func controlsAreShownAndNotObeyed() {
    // A new title, a cleared screen, a bell, C1's own CSI, a carriage return, text turned about.
    #expect("a\u{1B}]0;owned\u{7}b".printable == "a\\u{1B}]0;owned\\u{7}b")
    #expect("\u{9B}2J".printable == "\\u{9B}2J")
    #expect("secret\rpublic\u{7F}".printable == "secret\\u{D}public\\u{7F}")
    #expect("a\u{202E}b\u{2066}c".printable == "a\\u{202E}b\\u{2066}c")
    // One character to Swift, two to a terminal.
    #expect("line\r\n".printable == "line\\u{D}\n")
  }

  @Test func otherTextStaysAsItIs() {
    let text = "loss 0.69 → 0.01\n\tα = ½, Müller, 中文, 👩‍🔬"
    #expect(text.printable == text)
  }
}
