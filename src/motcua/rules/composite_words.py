"""What is said about a framework, a table, a result: one sentence for each reason, in both languages."""

from collections.abc import Iterable

from motcua.rules.composite import Note

# reason -> (Vietnamese, English); the facts of a note fill them
SENTENCES: dict[str, tuple[str, str]] = {
    # a framework
    "not_a_mapping": ("cần các dòng “khóa: giá trị”", "lines of “key: value” are needed"),
    "unknown_key": (
        "không có khóa này{near_vi}; các khóa: {known}",
        "there is no such key{near_en}; known: {known}",
    ),
    "unknown_choice": (
        "“{given}” không có trong các lựa chọn{near_vi}: {known}",
        "“{given}” is none of the choices{near_en}: {known}",
    ),
    "not_composite": (
        "tệp này là bộ tiêu chí loại “{given}”; lệnh này chỉ tính loại “composite”",
        "this is a set of the kind “{given}”; only “composite” is computed here",
    ),
    "no_tree": ("thiếu cây chỉ số (khóa tree)", "the tree of the index is missing (key tree)"),
    "no_code": ("nút này thiếu mã (code)", "this node has no code"),
    "spaces": (
        "mã “{given}” có dấu cách; hãy viết liền",
        "the code “{given}” has spaces; write it as one word",
    ),
    "reserved": (
        "mã “{given}” được dành riêng; hãy chọn mã khác",
        "the code “{given}” is reserved; take another",
    ),
    "duplicate_code": ("mã “{given}” được dùng {count} lần", "the code “{given}” is used {count} times"),
    "no_children": (
        "children cần một danh sách có ít nhất một nút",
        "children needs a list of at least one node",
    ),
    "no_weight": ("mọi nút con đều có trọng số 0", "every child has the weight 0"),
    "no_power": ("viết là {{generalised: SỐ_MŨ}}", "write {{generalised: POWER}}"),
    "no_digits": (
        "cần số chữ số thập phân từ 0 đến 15, không phải {given}",
        "digits from 0 to 15 are needed, not {given}",
    ),
    "not_whole": ("cần số nguyên, không phải {given}", "a whole number is needed, not {given}"),
    "not_yes_no": ("cần true hoặc false, không phải {given}", "true or false is needed, not {given}"),
    "not_text": ("cần một chuỗi; hãy đặt {given} trong dấu nháy", "a text is needed; put {given} in quotes"),
    "not_a_number": ("{given} không phải là số", "{given} is not a number"),
    "too_small": ("{given} nhỏ hơn {least}", "{given} is below {least}"),
    "not_a_share": ("cần tỷ lệ từ 0 đến 1, không phải {given}", "a share from 0 to 1 is needed, not {given}"),
    "needs_numbers": ("cần kèm giá trị, ví dụ {{{given}: ...}}", "needs its value, as in {{{given}: ...}}"),
    "not_two": (
        "cần hai số [THẤP, CAO], không phải {given}",
        "two numbers [LOW, HIGH] are needed, not {given}",
    ),
    "equal_goalposts": ("hai mốc bằng nhau ({given})", "the two goalposts are equal ({given})"),
    "no_direction": ("direction là 1 hoặc -1, không phải {given}", "direction is 1 or -1, not {given}"),
    "turned_twice": (
        "các mốc đã viết ngược mà direction lại là -1: chỉ dùng một cách",
        "the goalposts are written backwards and direction is -1 as well: use one of the two",
    ),
    "log_of_goalpost": (
        "mốc {given} không có lô-ga-rít; với transform: log, mốc phải lớn hơn 0",
        "the goalpost {given} has no logarithm; with transform: log goalposts are above 0",
    ),
    "nothing_to_cap": (
        "cap không có nghĩa với cách chuẩn hóa {given}",
        "there is nothing to cap with {given}",
    ),
    "nothing_to_scale": ("scale không có nghĩa với cách chuẩn hóa {given}", "{given} has no scale"),
    "no_less_of_max": (
        "fraction_of_max không dùng được cho chỉ tiêu càng thấp càng tốt; hãy dùng minmax",
        "fraction_of_max cannot turn a direction; use minmax",
    ),
    "not_steps": ("uncertainty cần một danh sách các bước", "uncertainty needs a list of steps"),
    # an uncertainty analysis
    "no_steps": (
        "không nêu bước nào để thử; khung cần khóa uncertainty, hoặc dùng --spec",
        "no step to vary is named; give the framework a key uncertainty, or use --spec",
    ),
    "duplicate_step": ("hai bước cùng tên “{given}”; đặt name khác nhau", "two steps are called “{given}”"),
    "no_choices": ("choices cần ít nhất hai lựa chọn: {known}", "choices needs at least two of: {known}"),
    "not_codes": ("of cần một danh sách mã", "of needs a list of codes"),
    "no_such_node": ("không có nút “{given}” để thử ở bước này", "this step has no node “{given}” to vary"),
    "absent_step": (
        "chỉ số gốc không có bước {given}: không bỏ qua mà từ chối",
        "the index as it stands has no step {given}: refused, not passed over",
    ),
    "no_design": ("tệp không phải là thiết kế đã lưu", "this is no stored design"),
    "other_framework": ("thiết kế thuộc về một khung khác", "the design belongs to another framework"),
    "other_table": ("thiết kế thuộc về dữ liệu khác", "the design belongs to other data"),
    # a table
    "no_rows": ("bảng không có dòng nào", "the table has no rows"),
    "no_column": ("bảng không có cột này{near_vi}", "the table has no such column{near_en}"),
    "no_number": ("“{given}” không phải là số", "“{given}” is not a number"),
    "no_year": ("“{given}” không phải là năm", "“{given}” is not a year"),
    "no_unit": ("dòng không có tên đơn vị", "the row has no unit"),
    "duplicate_unit": (
        "đơn vị “{unit}” đã có ở dòng {first}",
        "the unit “{unit}” stands in row {first} already",
    ),
    "points_and_commas": (
        "bảng vừa có dấu chấm thập phân (dòng {point}) vừa có dấu phẩy (dòng {comma}): không đoán",
        "the table has decimal points (row {point}) and commas (row {comma}): which is meant is not guessed",
    ),
    "thousands": (
        "dấu phẩy có thể là phần nghìn hoặc thập phân, bảng không cho biết: hãy viết 1234 hoặc 1.234",
        "the comma may part thousands or decimals, and no other cell says which: write 1234 or 1.234",
    ),
    "aggregate_column": (
        "cột này là điểm tổng hợp đã công bố, không dùng làm đầu vào (so sánh bằng --check)",
        "this column holds a published aggregate and is no input (compare with --check)",
    ),
    "unread_columns": ("các cột không đọc: {columns}", "columns not read: {columns}"),
    # a result
    "absent": (
        "không có giá trị, mà khung yêu cầu đủ (missing: refuse)",
        "absent, and the framework refuses gaps",
    ),
    "zero_range": (
        "mọi giá trị bằng nhau: điểm lấy ở giữa thang đo",
        "all values are equal: the score is the middle of the scale",
    ),
    "log_of_nothing": (
        "có giá trị bằng hoặc dưới 0, không có lô-ga-rít",
        "has values of 0 or less, which have no logarithm",
    ),
    "zero_maximum": ("giá trị lớn nhất không lớn hơn 0", "its largest value is not above 0"),
    "no_anchor": ("đơn vị đối chiếu không có giá trị", "the reference unit has no value"),
    "no_reference": (
        "đơn vị đối chiếu “{unit}” có {rows} dòng, cần đúng một",
        "the reference unit “{unit}” has {rows} rows; exactly one is needed",
    ),
    "below_zero": (
        "trung bình {aggregate} không tính được với giá trị âm ({count} dòng: {rows})",
        "a {aggregate} mean is not defined below zero ({count} rows: {rows})",
    ),
    "nothing_measured": ("không có giá trị nào: không xếp hạng", "nothing was measured: not ranked"),
    "imputed": ("điền khuyết bằng {value:.6g}", "imputed as {value:.6g}"),
    "not_imputed": ("không có gì để điền khuyết: vẫn trống", "nothing to impute from: stays absent"),
    "treated": (
        "xử lý ngoại lai: {did} ({points} điểm), độ lệch {skewness_before:.3f} → {skewness_after:.3f}, "
        "độ nhọn {kurtosis_before:.3f} → {kurtosis_after:.3f}",
        "outliers: {did} ({points} points), skewness {skewness_before:.3f} → {skewness_after:.3f}, "
        "kurtosis {kurtosis_before:.3f} → {kurtosis_after:.3f}",
    ),
    "no_years": ("cách điền khuyết này cần cột year", "this imputation needs a column year"),
    "no_groups": ("cách điền khuyết này cần cột group", "this imputation needs a column group"),
}


def sentence(note: Note, lang: str = "en") -> str:
    """Return a note as a reader is told it: its place, then what is so there.

    Source: COMP-06.

    >>> sentence(Note("tree.weight", "not_a_number", {"given": '"five"'}))
    'tree.weight: "five" is not a number'
    """
    facts = dict(note.facts)
    near = str(facts.get("near") or "")
    facts["near_vi"] = f" (có phải “{near}”?)" if near else ""
    facts["near_en"] = f" (“{near}”?)" if near else ""
    said = SENTENCES[note.reason][0 if lang == "vi" else 1].format(**facts)
    if facts.get("year"):
        said = f"{facts['year']}: {said}"
    return f"{note.where}: {said}" if note.where else said


def sentences(notes: Iterable[Note], lang: str = "en") -> list[str]:
    """Return several notes as a reader is told them.

    Source: COMP-06.
    """
    return [sentence(note, lang) for note in notes]
