"""The words of scoring in both languages: why a leaf got its points, what is wrong with a criteria set."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

Pair = tuple[str, str]  # Vietnamese, English
SHARES = ("share", "floor", "full_at", "mean")

LINES: Mapping[str, Pair] = {
    "lacking": ("Chưa khai: {names}", "Not declared yet: {names}"),
    "left_out": ("Không phát sinh: không tính vào điểm tối đa", "Did not arise: taken out of the maximum"),
    "given_in_full": ("Không phát sinh: được điểm tối đa", "Did not arise: given in full"),
    "nothing_to_count": ("Không có gì để chia", "There was nothing to count"),
    "answered_yes": ("Có", "Yes"),
    "answered_no": ("Không: {names}", "No: {names}"),
    "share_full": ("Đạt {share}, từ {full_at} được điểm tối đa", "{share} reached, full from {full_at}"),
    "share_part": ("Đạt {share}: điểm tính theo tỷ lệ", "{share} reached: points in proportion"),
    "share_below_floor": ("Đạt {share}, dưới {floor}: 0 điểm", "{share} reached, below {floor}: no points"),
    "whole": ("Đủ toàn bộ", "All of them"),
    "not_whole": ("Mới đạt {share}, phải đủ toàn bộ", "Only {share}; all of them are needed"),
    "step": ("Đạt mức: {when}", "The step is met: {when}"),
    "step_else": ("Mức còn lại", "The step for all other cases"),
    "no_step": ("Không đạt mức nào", "No step is met"),
    "count_from": ("{count} lần, từ {from} lần", "{count}, with the step from {from}"),
    "count_too_few": ("{count} lần, chưa đủ mức đầu", "{count}, below the first step"),
    "deducted": ("Trừ {each} điểm × {count}: {name}", "{each} points off × {count}: {name}"),
    "nothing_deducted": ("Không bị trừ", "Nothing taken off"),
    "formula": ("{formula} = {value}", "{formula} = {value}"),
    "kept_within": ("Giữ trong giới hạn {most}", "Kept within {most}"),
    "survey": ("{answers} phiếu, bình quân {mean}", "{answers} answers, mean {mean}"),
    "imported": ("{value} trên {out_of}", "{value} of {out_of}"),
    "no_target": ("Không được giao chỉ tiêu: 0 điểm", "No target was set: no points"),
    "target_part": ("Đạt {actual} trên {target}", "{actual} of a target of {target}"),
    "target_exceeded": ("Vượt chỉ tiêu: {actual} trên {target}", "Target exceeded: {actual} of {target}"),
    "leader_unknown": (
        "Nửa còn lại tính khi biết đơn vị dẫn đầu",
        "The other half follows once the best of the group is known",
    ),
    "items": ("{count} × {each}: {name}", "{count} × {each}: {name}"),
    "no_items": ("Không phát sinh", "None"),
}

WRONG: Mapping[str, Pair] = {
    "missing": ("còn thiếu", "is missing"),
    "number": ("phải là số", "has to be a number"),
    "not_positive": ("phải lớn hơn 0", "has to be above 0"),
    "range": ("ngoài giới hạn cho phép", "lies outside what is possible"),
    "choice": ("không có lựa chọn này: {given}", "there is no such choice: {given}"),
    "code": ("viết sai: {given}", "is not written rightly: {given}"),
    "list": ("phải là danh sách", "has to be a list"),
    "shape": ("không đúng dạng", "has not the right shape"),
    "twice": ("bị trùng", "stands there twice"),
    "name_twice": ("{given} vừa là số liệu vừa là tỷ lệ", "{given} is both declared and a ratio"),
    "too_deep": ("quá nhiều cấp, tối đa {most}", "has too many levels, {most} at most"),
    "sum": (
        "các phần cộng lại là {sum}, ghi là {stated}: lệch {difference}",
        "its parts add up to {sum}, stated is {stated}: {difference} off",
    ),
    "above_cap": ("{given} điểm, quá giới hạn {cap} của khối", "{given} points, above the cap of {cap}"),
    "above": (
        "{given} điểm, tối đa của tiêu chí là {most}",
        "{given} points, where the leaf has {most} at most",
    ),
    "never_full": ("không mức nào đạt điểm tối đa {most}", "no step gives the maximum of {most}"),
    "never_reached": ("có mức không bao giờ đến lượt", "a step can never be reached"),
    "falls": ("nhiều hơn lại được ít điểm hơn", "more of it gives fewer points"),
    "unknown": ("quy tắc này không có mục đó", "the rule has no such entry"),
    "unused": ("khai {given} mà không dùng", "{given} is declared and never used"),
    "variable": ("dùng {given} mà không khai", "uses {given}, which is not declared"),
    "condition": ("không phải điều kiện: {given}", "is no condition: {given}"),
    "ratio": ("cần tử số và mẫu số", "needs a numerator and a denominator"),
    "weight": ("trọng số phải từ 0 đến 1", "weights lie between 0 and 1"),
    "share": ("tỷ lệ phải từ 0 đến 1: {given}", "a share lies between 0 and 1: {given}"),
    "count": ("{given} phải là số lần", "{given} has to be a count"),
    "day": ("không phải ngày: {given}", "is no day: {given}"),
    "year": ("{given} cách xa năm {year}", "{given} is far from the year {year}"),
    "unit": ("đơn vị tính quá dài", "the unit is too long"),
    "ends_before": ("{cites}: hết hiệu lực trước khi có hiệu lực", "{cites}: ends before it begins"),
    "overlap": ("{cites} và {other} cùng có hiệu lực", "{cites} and {other} are in force at once"),
    "letter": ("chữ thứ {at} của công thức không đọc được", "letter {at} of the formula cannot be read"),
    "unexpected": ("công thức sai ở chữ thứ {at}", "the formula is wrong at letter {at}"),
    "unfinished": ("công thức chưa xong", "the formula is not finished"),
    "bracket": ("công thức thiếu ngoặc ở chữ thứ {at}", "a bracket lacks at letter {at} of the formula"),
    "arguments": (
        "hàm ở chữ thứ {at} nhận số mục khác",
        "the function at letter {at} takes another number of parts",
    ),
    "too_long": ("quá dài", "is too long"),
    "line": ("không đọc được dòng: {given}", "the line cannot be read: {given}"),
    "heading": ("không phải bảng bộ tiêu chí: dòng đầu phải là tiêu đề cột", "is no sheet of a criteria set"),
}

KINDS: Mapping[str, Pair] = {  # of scoring rules
    "yes_no": ("có / không", "yes or no"),
    "proportion": ("theo tỷ lệ", "in proportion"),
    "steps": ("theo mức", "steps"),
    "count": ("theo số lượng", "by count"),
    "deduct": ("trừ theo vụ việc", "points off for each event"),
    "whole": ("đủ toàn bộ", "all or nothing"),
    "formula": ("công thức", "formula"),
    "survey": ("điều tra xã hội học", "survey"),
    "imported": ("lấy từ chỉ số khác", "another index"),
    "leader": ("so với đơn vị dẫn đầu", "against the best"),
    "items": ("điểm cố định mỗi việc", "fixed points an item"),
}
ROWS: Mapping[str, Pair] = {  # what a row of a sheet is
    "set": ("bộ tiêu chí", "criteria set"),
    "about": ("giới thiệu", "about"),
    "year": ("năm", "year"),
    "level": ("cấp", "level"),
    "source": ("nguồn", "source"),
    "decimals": ("số chữ số lẻ", "decimals"),
    "class": ("xếp loại", "class"),
    "area": ("lĩnh vực", "area"),
    "criterion": ("tiêu chí", "criterion"),
    "leaf": ("tiêu chí thành phần", "component"),
    "bonus": ("khối thưởng", "bonus block"),
    "penalty": ("khối trừ", "penalty block"),
}
COLUMNS: Mapping[str, Pair] = {  # of a sheet, in order
    "row": ("Loại dòng", "Row"),
    "code": ("Mã", "Code"),
    "under": ("Thuộc mã", "Under"),
    "vi": ("Tên", "Name in Vietnamese"),
    "en": ("Tên tiếng Anh", "Name in English"),
    "points": ("Điểm tối đa", "Most points"),
    "kind": ("Quy tắc", "Rule"),
    "variables": ("Số liệu khai", "What is declared"),
    "params": ("Cách tính", "How it is reckoned"),
    "evidence": ("Tài liệu kiểm chứng", "Evidence"),
    "not_applicable": ("Khi không phát sinh", "When it did not arise"),
    "binding": ("Gắn với số liệu", "Bound to"),
    "effort": ("Loại việc", "Kind of act"),
    "legal": ("Căn cứ", "Legal basis"),
    "source": ("Nguồn", "Source"),
    "confidence": ("Độ chắc", "Confidence"),
    "illustrative": ("Minh họa", "Illustrative"),
    "was": ("Mã cũ", "Former code"),
    "note": ("Ghi chú", "Note"),
}


def line(key: str, facts: Mapping[str, str], language: str = "vi") -> str:
    """Return a reason behind points in words.

    Source: CRIT-14.

    >>> line("count_from", {"count": "3", "from": "2"}, "en")
    '3, with the step from 2'
    """
    return _said(LINES, key, facts, language)


def wrong(why: str, facts: Mapping[str, str], language: str = "vi") -> str:
    """Return what is wrong with a part of a set in words.

    Source: CRIT-14.

    >>> wrong("variable", {"given": "plans"}, "en")
    'uses plans, which is not declared'
    """
    return _said(WRONG, why, facts, language)


def _said(among: Mapping[str, Pair], key: str, facts: Mapping[str, str], language: str) -> str:
    pair = among.get(key, (key, key))
    told = {name: number(text, language, is_share=name in SHARES) for name, text in facts.items()}
    return pair[0 if language == "vi" else 1].format_map(_Facts(told))


class _Facts(dict[str, str]):
    """A fact that was not told shows as a dash."""

    def __missing__(self, key: str) -> str:
        return "–"


def number(text: str, language: str, *, is_share: bool = False) -> str:
    """Return a number as it is read: at most four decimals, shares as percent with two; other text as it is.

    Source: CRIT-14.

    >>> number("0.888888888888", "vi", is_share=True), number("2.50", "vi"), number("plans", "vi")
    ('88,89 %', '2,5', 'plans')
    """
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    kept = (value * 100).quantize(Decimal("0.01")) if is_share else value.quantize(Decimal("0.0001"))
    said = f"{kept:f}".rstrip("0").rstrip(".") if "." in f"{kept:f}" else f"{kept:f}"
    return (said.replace(".", ",") if language == "vi" else said) + (" %" if is_share else "")
