import HTTPCodec
import StrictJSON
import Testing

/// What uploads make of targets, and of files without a header.
@Suite struct UploadedClassesTests {
  private func upload(
    _ service: TestService, _ csv: String, _ query: String = ""
  ) async throws -> HTTPResponse {
    try await service.upload(Array(csv.utf8), "text/csv", query: query)
  }

  @Test(arguments: [
    "a,y\n1,0\n2,2\n3,0\n", "a,y\n1,0\n2,0\n", "a,y\n1,-1\n2,1\n", "a,y\n1,3\n2,4\n",
  ])
  func fewWholeNumbersAreAskedAbout(csv: String) async throws {
    let service = try await TestService(workers: 0)
    let answer = try await upload(service, csv)
    #expect(answer.status == .unprocessableContent && answer.problem == "invalid_dataset")
    #expect(try answer.json.at("/errors/0/pointer") == "/task")
    #expect(try answer.json.at("/errors/0/code") == "missing")
    #expect(try await upload(service, csv, "?task=regression").json["task"] == "regression")
    let classes = try await upload(service, csv, "?task=classification").json
    #expect(classes["task"] == "classification" && classes["classes"] == 2)
  }

  @Test func labelsNameTheirClasses() async throws {
    let service = try await TestService(workers: 0)
    let wine = try await upload(service, "a,y\n1,1\n2,3\n3,2\n", "?task=classification").json
    #expect(wine["classes"] == 3 && wine["class_names"] == ["1", "2", "3"])
    let signs = try await upload(service, "a,y\n1,1\n2,-1\n", "?task=classification").json
    #expect(signs["classes"] == 2 && signs["class_names"] == ["-1", "1"])
    let numbered = try await upload(service, "a,y\n1,0\n2,1\n").json
    #expect(numbered["classes"] == 2 && numbered["class_names"]?.isNull == true)
  }

  @Test func labelsOfIDXFilesDoToo() async throws {
    let service = try await TestService(workers: 0)
    let files = [("inputs", Uploads.pictures), ("targets", Uploads.idx([6], [1, 2, 3, 1, 2, 9]))]
    let asked = try await service.upload(Uploads.form(files: files), Uploads.formType)
    #expect(try asked.json.at("/errors/0/pointer") == "/task")
    let form = Uploads.form([("task", "classification")], files: files)
    let answer = try await service.upload(form, Uploads.formType)
    #expect(try answer.json["class_names"] == ["1", "2", "3", "9"])
    let hot = Uploads.idx([6, 2], [0, 1, 1, 0, 0, 1, 0, 1, 1, 0, 1, 0])
    let rows = Uploads.form(
      [("task", "classification")], files: [("inputs", Uploads.pictures), ("targets", hot)])
    let classes = try await service.upload(rows, Uploads.formType).json
    #expect(classes["classes"] == 2 && classes["target_columns"] == 1)
  }

  @Test func oneHotColumnsNameTheirClasses() async throws {
    let service = try await TestService(workers: 0)
    let answer = try await upload(
      service, "a,rose,lily\n1,1,0\n2,0,1\n3,1,0\n",
      "?task=classification&target=rose&target=lily"
    ).json
    #expect(answer["class_names"] == ["rose", "lily"] && answer["target_names"]?.isNull == true)
    #expect(answer["outputs"] == [1, 2])
  }

  @Test func optionsOfCSVStandInTheQueryAndInForms() async throws {
    let service = try await TestService(workers: 0)
    let csv = "7;1,5;x\n8;2,5;y\n9;0;x\n"
    let asked = try await upload(service, csv, "?decimal=,")
    #expect(asked.status == .unprocessableContent)
    #expect(try asked.json.at("/errors/0/pointer") == "/header")
    let query = "?header=false&decimal=,&drop=1&target=3"
    let taken = try await upload(service, csv, query)
    #expect(taken.status == .created, "\(taken.text)")
    let json = try taken.json
    #expect(json["rows"] == 3 && json["features"] == 1 && json["class_names"] == ["x", "y"])
    #expect(json["feature_names"]?.isNull == true && json["target_names"]?.isNull == true)
    let form = Uploads.form(
      [("header", "false"), ("decimal", ","), ("delimiter", ";"), ("drop", "1")],
      files: [("csv", Array(csv.utf8))])
    #expect(try await service.upload(form, Uploads.formType).json["id"] == json["id"])
    let wrong = try await upload(service, csv, "?header=maybe&decimal=,")
    #expect(try wrong.json.at("/errors/0/pointer") == "/header")
    let tab = try await upload(service, "a\tb\n1\t.5\n2\t.25\n", "?delimiter=tab")
    #expect(tab.status == .created)
  }
}
