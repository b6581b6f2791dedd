import ByteCoding
import SpecJSON
import Testing
import TrainingModel

/// Files of the MNIST format.
@Suite struct IDXFileTests {
  /// Of 2 × 2 numbers in every type: `struct.pack(">4B2I4…", 0, 0, type, 2, 2, 2, …)` of Python.
  static let files: [(hexadecimal: String, values: [Double])] = [
    ("000008020000000200000002000180ff", [0, 1, 128, 255]),
    ("00000902000000020000000200ff7f80", [0, -1, 127, -128]),
    ("00000b0200000002000000020000ffff7fff8000", [0, -1, 32767, -32768]),
    ("00000c02000000020000000200000000ffffffff7fffffff80000000", [0, -1, 2147483647, -2147483648]),
    (
      "00000d02000000020000000200000000bfc0000050f224d500800000",
      [0, -1.5, 32_500_000_768, 0x1p-126]
    ),
    (
      "00000e0200000002000000020000000000000000bff80000000000003fb999999999999a01a56e1fc2f8f359",
      [0, -1.5, 0.1, 1e-300]
    ),
  ]

  @Test(arguments: files)
  func everyTypeIsRead(hexadecimal: String, values: [Double]) throws {
    let file = try IDXFile(bytes(hexadecimal), mostNumbers: 4)
    #expect(file.dimensions == [2, 2] && file.rows == 2 && file.columns == 2)
    #expect(file.values.inFloat64 == values)
  }

  @Test func aRowIsAllDimensionsButTheFirst() throws {
    let cube = try IDXFile(
      bytes("00000803" + "00000002" + "00000001" + "00000003" + "010203040506"), mostNumbers: 6)
    #expect(cube.rows == 2 && cube.columns == 3 && cube.values.inFloat64 == [1, 2, 3, 4, 5, 6])
    let list = try IDXFile(bytes("00000801" + "00000003" + "070809"), mostNumbers: 3)
    #expect(list.rows == 3 && list.columns == 1)
  }

  /// What is refused, and at which byte.
  static let refused: [(hexadecimal: String, offset: Int)] = [
    ("", 0), ("000008", 3), ("01000801", 0), ("00010801", 1), ("00000701", 2), ("00000a01", 2),
    ("00000f01", 2), ("00000800", 3), ("00000809", 3), ("0000080100", 5), ("000008020000000100", 9),
    ("0000080100000000", 4), ("000008020000000100000000", 8), ("000008010000000201", 9),
    ("0000080100000002010203", 10), ("00000b0100000002000100", 11),
    ("00000808ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", 36),
    ("00000d0100000002000000007fc00000", 12),
    ("00000d01000000017f800000", 8),
    ("00000e01000000017e37e43c8800759c", 8),
  ]

  @Test(arguments: refused)
  func whatIsWrongIsToldWithItsByte(hexadecimal: String, offset: Int) throws {
    let error = #expect(throws: IDXFile.Malformed.self) {
      try IDXFile(bytes(hexadecimal), mostNumbers: 100)
    }
    #expect(error?.offset == offset, "\(error?.problem ?? "")")
    #expect(error?.isTooMany == false)
  }

  @Test func everyTruncationAndEveryFurtherByteIsSeen() {
    for (hexadecimal, _) in Self.files {
      let file = bytes(hexadecimal)
      for length in file.indices {
        #expect(throws: IDXFile.Malformed.self) {
          try IDXFile(Array(file.prefix(length)), mostNumbers: 4)
        }
      }
      let error = #expect(throws: IDXFile.Malformed.self) {
        try IDXFile(file + [0], mostNumbers: 4)
      }
      #expect(error?.offset == file.count)
    }
  }

  @Test func numbersAreBounded() {
    let error = #expect(throws: IDXFile.Malformed.self) {
      try IDXFile(bytes(Self.files[0].hexadecimal), mostNumbers: 3)
    }
    #expect(error?.isTooMany == true)
    #expect(error?.problem == "2 × 2 are 4 numbers; at most 3 are allowed")
  }
}
