"""Everything that can stop kgtool, at a glance.

Wrong data is a ``Finding`` (a value). A ``KgtoolError`` means that kgtool could not look, or was asked for something
that does not exist: the command ends with exit code 2 and writes nothing. Any other exception is a bug of ours (3).

    KgtoolError
    ├ UsageError                   what was asked for does not exist; the machine lacks what it needs
    ├ InputError                   a file is missing, cannot be read, or is wrong
    ├ BuildError                   what kgtool makes cannot be written or opened
    ├ QueryError                   a query has no answer
    │ ├ QuerySyntaxError           … it is no SPARQL
    │ ├ QueryRefusedError          … it would change data or call a server
    │ ├ QueryTimeoutError          … its deadline has passed
    │ ├ QueryMemoryError           … it needs more memory than it may have
    │ ├ QueryBusyError             … as many run and wait as may
    │ ├ WorkerDiedError            … its process crashed
    │ ├ AnswerTooLargeError        … more bytes than anybody gets
    │ └ AnswerFormatError          … the format cannot say it
    └ EndpointError                a server elsewhere does not do its part
      ├ EndpointRefusedError       … it refused, and changed nothing
      └ EndpointUnreachableError   … no connection came about
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

_LONGEST = 2_000
"""How much of a field a message shows, in code points."""


class Message(NamedTuple):
    """What is wrong and what to do, in both languages; ``{name}`` fields are filled from the error."""

    ja: str
    en: str
    remedy_ja: str
    remedy_en: str

    def said(self, lang: str) -> tuple[str, str]:
        """What is wrong and what to do, in one language."""
        return (self.ja, self.remedy_ja) if lang == "ja" else (self.en, self.remedy_en)


MESSAGES: dict[str, Message] = {
    "root-not-found": Message(
        "ontology/ と data/ を持つフォルダーが見つかりません。",
        "no folder with ontology/ and data/ was found.",
        "--root で場所を指定してください。",
        "name one with --root.",
    ),
    "file-missing": Message("ファイルがありません。", "the file does not exist.", "{remedy}", "{remedy}"),
    "folder-missing": Message(
        "フォルダーがありません。",
        "the folder does not exist.",
        "data/ と、独自の規則を使うなら ontology/、shapes/、queries/ のあるフォルダーを --root で指定してください。",
        "name a folder with --root that has data/ and, where it has rules of its own, ontology/, shapes/ and queries/.",
    ),
    "file-unreadable": Message(
        "ファイルを読めません({reason})。",
        "the file cannot be read ({reason}).",
        "権限とファイルの種類を確かめてください。",
        "check its permissions and that it is a regular file.",
    ),
    "file-unwritable": Message(
        "ファイルを書けません({reason})。",
        "the file cannot be written ({reason}).",
        "フォルダーの権限と空き容量、同じ名前のフォルダーがないことを確かめてください。",
        "check the folder's permissions and free space, and that no folder has this name.",
    ),
    "cluster": Message(
        "クラスター {address} を使えません({reason})。",
        "the cluster at {address} cannot be used ({reason}).",
        "番地とスケジューラーが動いていることを確かめ、jp-plan-kgtool[cluster] を入れてください。",
        "check the address and that the scheduler runs, and install jp-plan-kgtool[cluster].",
    ),
    "checkout-missing": Message(
        "このプロジェクトのソース一式(kgtool/ と tests/)がありません。",
        "this is no checkout of the project, with kgtool/ and tests/.",
        "リポジトリーを複製したフォルダーで実行するか、--root で指定してください。別の配布物で足すものは docs/extend.md にあります。",
        "run it in a clone of the repository, or name one with --root; docs/extend.md says what another package can add.",
    ),
    "name-form": Message(
        "{name} という名前は付けられません。",
        "nothing can be called {name}.",
        "{remedy}。",
        "{remedy}.",
    ),
    "name-unknown": Message(
        "{what}に {name} はありません。",
        "there is no {what} {name}.",
        "次のいずれかを指定してください: {known}",
        "name one of: {known}",
    ),
    "file-exists": Message(
        "すでにあるファイルです。",
        "the file exists already.",
        "別の名前にするか、先に消してください。",
        "choose another name, or delete it first.",
    ),
    "rule-exists": Message(
        "規則 {rule} はすでにあります。",
        "there is a rule {rule} already.",
        "別の名前にしてください。規則の名前は検査結果の番号で、変わることがありません。",
        "choose another name: it is the code of the findings, and never changes.",
    ),
    "term-exists": Message(
        "jpp:{name} はすでに定義されています。",
        "jpp:{name} is declared already.",
        "別の名前にするか、その定義を直してください。",
        "choose another name, or mend its definition.",
    ),
    "golden-failed": Message(
        "python -m {module} が終わりませんでした({reason})。",
        "python -m {module} failed ({reason}).",
        "pip install -e '.[dev]' で入れた環境で、もう一度それを実行してください。",
        "run it again where the project is installed by pip install -e '.[dev]'.",
    ),
    "extension-name": Message(
        "{group} の名前 {name} を、{one} と {other} の両方が使っています。",
        "{one} and {other} both add {name} to {group}.",
        "どちらかを外すか(pip uninstall)、{other} の作者に別の名前を頼んでください。",
        "uninstall one of them, or ask the authors of {other} for another name.",
    ),
    "extension-broken": Message(
        "{distribution} の {name}({group})を使えません({reason})。",
        "{name} of {distribution} ({group}) cannot be used ({reason}).",
        "{distribution} を新しくするか、外してください。作り方は docs/extend.md にあります。",
        "update {distribution} or uninstall it; docs/extend.md says what it has to offer.",
    ),
    "address-taken": Message(
        "{address} で待ち受けられません({reason})。",
        "cannot listen on {address} ({reason}).",
        "--host と --port で別のところを指定してください。--port 0 なら空いている番号を使います。",
        "name another with --host and --port; --port 0 takes a free one.",
    ),
    "url-form": Message(
        "{url} はウェブの番地ではありません。",
        "{url} is no web address.",
        "https:// か http:// で始めてください。",
        "begin it with https:// or http://.",
    ),
    "plan-unknown": Message(
        "計画 {plan} のフォルダーがありません。",
        "there is no plan folder {plan}.",
        "次のいずれかを指定してください: {known}",
        "name one of: {known}",
    ),
    "plan-incomplete": Message(
        "計画のフォルダーに {file} がありません。",
        "the plan folder lacks {file}.",
        "CONTRIBUTING.md の「計画を加える」を見て作ってください。",
        "write it; see “Add a plan” in CONTRIBUTING.md.",
    ),
    "stray-file": Message(
        "フォルダーに知らないファイル {file} があります。",
        "the folder holds a file of unknown name, {file}.",
        "移すか消してください。置けるのは {known} です。",
        "move or delete it; the folder may hold {known}.",
    ),
    "turtle-syntax": Message(
        "Turtleとして読めません: {reason}",
        "not valid Turtle: {reason}",
        "その位置の前後を直してください。",
        "mend the text at or just before this position.",
    ),
    "nquads-syntax": Message(
        "N-Quadsとして読めません: {reason}",
        "not valid N-Quads: {reason}",
        "その行を直してください。",
        "mend that line.",
    ),
    "graph-foreign": Message(
        "計画 {plan} のものではない名前付きグラフ {graph} に文があります。",
        "statements stand in the named graph {graph}, which is not one of plan {plan}.",
        "graph/plan/、graph/theme/、graph/text/ の後にこの計画の名前を付けるか、graph/align/ を使ってください。",
        "name the graph graph/plan/, graph/theme/ or graph/text/ and this plan's name, or graph/align/ and a pair.",
    ),
    "encoding": Message(
        "UTF-8として読めないバイト列があります(先頭の{offset}バイトの後)。",
        "invalid UTF-8 at byte {offset}.",
        "受け取ったままのファイルを使うか、UTF-8で保存し直してください。",
        "use the file as received, or save it as UTF-8.",
    ),
    "source-empty": Message(
        "原文が空です。",
        "the source text is empty.",
        "受け取ったままのファイルを置き直してください。",
        "put the file back as it was received.",
    ),
    "bom": Message(
        "先頭にBOM(見えない文字)があります。",
        "the file begins with a byte order mark, which cannot be seen.",
        "BOMなしのUTF-8で保存し直してください。",
        "save it as UTF-8 without a byte order mark.",
    ),
    "source-bom": Message(
        "先頭にBOMがあります。位置が一文字ずれます。",
        "the text begins with a byte order mark, which shifts every position.",
        "BOMを取り除き、source.ttl の jpp:sha256 と照らしてください。",
        "remove it, then compare with jpp:sha256 in source.ttl.",
    ),
    "source-crlf": Message(
        "改行がCRLFまたはCRです。位置がずれます。",
        "the text has CRLF or CR line ends, which shift positions.",
        "改行をLFだけにし、source.ttl の jpp:sha256 と照らしてください。",
        "use LF only, then compare with jpp:sha256 in source.ttl.",
    ),
    "source-changed": Message(
        "原文のSHA-256が {found} で、source.ttl の {expected} と違います。",
        "the text's SHA-256 is {found}, source.ttl says {expected}.",
        "正しい原文を使うか、新しい版として source.ttl と profile.toml を見直してください。",
        "use the right text, or treat it as a new version: review source.ttl and profile.toml.",
    ),
    "source-description": Message(
        "source.ttl の記述が足りません: {reason}",
        "source.ttl is incomplete: {reason}",
        "CONTRIBUTING.md の「計画を加える」を見て補ってください。",
        "complete it; see “Add a plan” in CONTRIBUTING.md.",
    ),
    "toml-syntax": Message(
        "TOMLとして読めません: {reason}",
        "not valid TOML: {reason}",
        "その行を直してください。書き方は {guide} にあります。",
        "mend that line; {guide} explains the file.",
    ),
    "toml-key": Message(
        "知らないキー {key} があります({where})。",
        "unknown key {key} in {where}.",
        "使えるキー: {known}({guide})",
        "known keys: {known} ({guide})",
    ),
    "toml-value": Message(
        "{where} の {key} が正しくありません: {reason}",
        "{key} in {where} is wrong: {reason}",
        "{guide} の説明に合わせてください。",
        "follow {guide}.",
    ),
    "profile-unused": Message(
        "{where} はどの行にも一致しませんでした。",
        "{where} matches no line.",
        "規則を消すか、正規表現と in を見直してください。",
        "delete it, or review its pattern and its `in`.",
    ),
    "line-unaccounted": Message(
        "どの規則にも当てはまらない行です: 「{start}」",
        "no rule accounts for this line: “{start}”",
        "profile.toml に要素か furniture の規則を加えてください。",
        "add an element or furniture rule to profile.toml.",
    ),
    "bullet-order": Message(
        "番号 {found} の前に {expected} 番目の項目が見当たりません。",
        "number {found} stands where number {expected} was expected.",
        "見出しが失われていないか原文を見て [[repair]] を加えるか、[bullets] の series に続きの番号を加えてください。",
        "see whether a heading was lost in the source and add a [[repair]], or add the number to series in [bullets].",
    ),
    "element-unknown": Message(
        "ここまでに現れていない要素 {element} を指しています({where})。",
        "{where} refers to {element}, which has not appeared.",
        "規則の順序と id を見直してください。",
        "review the order of the rules and the id.",
    ),
    "element-ambiguous": Message(
        "{element} に当たる要素が複数あります({where}): {found}",
        "{where} refers to {element}, which may be any of {found}.",
        "規則に id を書いて、どの要素か分かるようにしてください。",
        "give the rule an id that tells which one is meant.",
    ),
    "element-repeated": Message(
        "要素 {element} が二度現れました(最初は{first}行目)。",
        "element {element} appears a second time (first on line {first}).",
        '再掲なら do = "restate" の規則を使ってください。',
        'if it is printed again, use a rule with do = "restate".',
    ),
    "element-empty": Message(
        "要素 {element} の本文が見つかりません。",
        "element {element} has no body.",
        '本文の規則(do = "body")を見直してください。',
        'review the body rule (do = "body").',
    ),
    "restated-differently": Message(
        "{element} の再掲「{found}」が最初の「{expected}」と違います。",
        "{element} is printed again as “{found}”, at first as “{expected}”.",
        "どちらが正しいか原文で確かめ、[[repair]] を加えてください。",
        "see the source for the right reading and add a [[repair]].",
    ),
    "table-shape": Message(
        "表の行が規則と合いません: {reason}",
        "the row is not what its rule says: {reason}",
        "原文の行を見て、規則の columns、cell、mark を見直してください。",
        "look at the row in the source and review columns, cell and mark of the rule.",
    ),
    "surface": Message(
        "{thing} の表記が使えません: {reason}",
        "a name of {thing} cannot be used: {reason}",
        "data/reference の jpp:surface または jpp:guard を直してください。",
        "mend its jpp:surface or jpp:guard in data/reference.",
    ),
    "span-outside": Message(
        "範囲 {span} は原文({length}文字)の外か空です。",
        "span {span} is empty or outside the text of {length} code points.",
        "開始と終わりを見直してください。",
        "correct its start and end.",
    ),
    "span-changed": Message(
        "範囲 {span} の文字列が記録と違います。",
        "the text of span {span} differs from its recorded hash.",
        "kgtool extract で plan.ttl を作り直し、根拠の位置を確かめてください。",
        "run kgtool extract again and review the evidence.",
    ),
    "sources-missing": Message(
        "原文のフォルダーが指定されていません。",
        "no folder of source texts is given.",
        "--sources DIR または環境変数 KGTOOL_SOURCES で指定してください。",
        "name it with --sources DIR or KGTOOL_SOURCES.",
    ),
    "store-missing": Message(
        "組み立て済みのグラフがありません。",
        "nothing has been built yet.",
        "先に kgtool build を実行してください。",
        "run kgtool build first.",
    ),
    "store-locked": Message(
        "グラフの保存場所を開けません({reason})。",
        "the store cannot be opened ({reason}).",
        "ほかの kgtool build が終わるのを待ってください。",
        "wait for the other kgtool build to end.",
    ),
    "shape-severity": Message(
        "形 {shape} の sh:severity が一つの重大さになっていません。",
        "sh:severity of the shape {shape} is not one severity.",
        "sh:Violation、sh:Warning、sh:Info のどれか一つにしてください。",
        "give it one of sh:Violation, sh:Warning and sh:Info.",
    ),
    "header": Message(
        "問いの見出しが正しくありません: {reason}",
        "the header of the question is wrong: {reason}",
        "docs/questions.md に合わせてください。",
        "follow docs/questions.md.",
    ),
    "question-unknown": Message(
        "問い {id} はありません。",
        "there is no question {id}.",
        "kgtool query --list で一覧を見てください。近い名前: {near}",
        "see kgtool query --list; near: {near}",
    ),
    "parameter": Message(
        "引数 {name} が正しくありません: {reason}", "parameter {name} is wrong: {reason}", "{remedy}", "{remedy}"
    ),
    "sparql-syntax": Message(
        "SPARQLとして読めません: {reason}",
        "not valid SPARQL: {reason}",
        "その位置の前後を直してください。",
        "mend the text at or just before this position.",
    ),
    "java-missing": Message(
        "OWLの検査を求められましたが、Javaが見つかりません。",
        "the OWL check was required, but there is no Java runtime.",
        "Java 17以上を入れるか、--require-owl を外してください。",
        "install Java 17 or newer, or leave out --require-owl.",
    ),
    "owl-failed": Message(
        "OWLの推論器が動きませんでした: {reason}",
        "the OWL reasoner failed: {reason}",
        "そこに挙がった値やデータ型、Javaの版を見直すか、--require-owl を外してください。",
        "review the values and datatypes named there and the Java version, or leave out --require-owl.",
    ),
    "baseline": Message(
        "基準ファイルを読めません: {reason}",
        "the baseline cannot be read: {reason}",
        "kgtool check --write-baseline で作り直してください。",
        "write it again with kgtool check --write-baseline.",
    ),
    "revision": Message(
        "gitで {revision} との差分を取れません: {reason}",
        "git cannot compare with {revision}: {reason}",
        "リビジョンの名前と、gitの作業フォルダーであることを確かめてください。",
        "check the revision's name and that this is a git work tree.",
    ),
    "nothing-to-check": Message(
        "検査するデータがありません。",
        "there is no data to check here.",
        "計画のフォルダーかそのファイルを指定してください。",
        "name a plan's folder or one of its files.",
    ),
    "rule-unknown": Message(
        "規則 {rule} はありません。",
        "there is no rule {rule}.",
        "kgtool check --rules で一覧を見てください。近い名前: {near}",
        "see kgtool check --rules; near: {near}",
    ),
    "alignment": Message(
        "対応表が正しくありません: {reason}",
        "the alignment table is wrong: {reason}",
        "先頭の # の行と列の名前と値を、SSSOM 1.1 に照らして見直してください。",
        "review the header, the columns and the values by SSSOM 1.1.",
    ),
    "diff-input": Message(
        "比べられるものではありません。",
        "this is nothing that can be compared.",
        "組み立てたもの、公開したもの、計画のフォルダー、.nq .trig .ttl .nt(.gz も可)のいずれかを指定してください。",
        "name a build, a release, a plan's folder, or a file: .nq, .trig, .ttl or .nt, also with .gz.",
    ),
    "diff-syntax": Message(
        "RDFとして読めません: {reason}",
        "this cannot be read as RDF: {reason}",
        "ファイルの書き方と拡張子が合っているか確かめてください。",
        "check that the file is what its ending says.",
    ),
    "out-not-ours": Message(
        "{out} は kgtool {command} が作ったものではありません。",
        "{out} was not made by kgtool {command}.",
        "別の --out を指定してください。",
        "name another --out.",
    ),
    "out-locked": Message(
        "別の kgtool {command} がここに書いています({reason})。",
        "another kgtool {command} is writing here ({reason}).",
        "それが終わるのを待ってください。",
        "wait for it to end.",
    ),
    "parameter-form": Message(
        "{text} は NAME=VALUE の形のUTF-8でないか、同じ名前が二度目です。",
        "{text} is not NAME=VALUE in UTF-8, or its name comes a second time.",
        "--param plan=13221-kiyose-5 のように、名前ごとに一度だけ書いてください。",
        "write it as in --param plan=13221-kiyose-5, once for each name.",
    ),
    "update-refused": Message(
        "データを書き換える操作です。ここでは問い合わせだけを受け付けます。",
        "this would change data; only queries are answered here.",
        "SELECT、CONSTRUCT、ASK、DESCRIBE のいずれかで書いてください。",
        "write it as SELECT, CONSTRUCT, ASK or DESCRIBE.",
    ),
    "service-refused": Message(
        "SERVICE で {target} を呼び出そうとしています。",
        "the query would call {target} with SERVICE.",
        "SERVICE を除くか、行き先をIRIで書き、--allow-service {host} で許可してください(rdflibでは使えません)。",
        "leave it out, or write the target as an IRI and allow it with --allow-service {host} (never with rdflib).",
    ),
    "timeout": Message(
        "{seconds}秒で答えが出なかったので止めました。",
        "there was no answer within {seconds} s, so the query was stopped.",
        "条件を絞るか、--timeout を増やしてください。",
        "narrow it down, or raise --timeout.",
    ),
    "memory": Message(
        "答えを出すのに使えるメモリー({most})が足りませんでした。",
        "the memory for the answer ({most}) was not enough.",
        "条件を絞るか、LIMIT を加えるか、--memory を増やしてください。",
        "narrow it down, add a LIMIT, or raise --memory.",
    ),
    "answer-large": Message(
        "答えが {most} を超えたので、受け取るのを止めました。",
        "the answer is larger than {most} and was not taken.",
        "条件を絞るか、LIMIT と OFFSET で分けてください。",
        "narrow it down, or take it in parts with LIMIT and OFFSET.",
    ),
    "query-failed": Message(
        "問いを実行できませんでした: {reason}",
        "the query could not be evaluated: {reason}",
        "問いのその部分を見直すか、--engine で別のエンジンを試してください。",
        "review that part of it, or try another engine with --engine.",
    ),
    "worker-died": Message(
        "問いを実行していたプロセスが {signal} で終わりました。",
        "the process that ran the query ended with {signal}.",
        "入れ子の深い式や極端に長い式を簡単にしてください。どの問いでも起きるなら、kgtool build で組み立て直してください。",
        "simplify deeply nested or very long expressions; if any query ends so, run kgtool build anew.",
    ),
    "busy": Message(
        "今は問い合わせが多すぎます。",
        "there are too many queries right now.",
        "少し待ってからやり直してください。",
        "wait a little and try again.",
    ),
    "format-unfit": Message(
        "{form} の答えは {format} では書けません。",
        "the answer to {form} cannot be written as {format}.",
        "次のいずれかを指定してください: {known}",
        "choose one of: {known}",
    ),
    "format-character": Message(
        "{format} では書けない文字 {character} が答えにあります。",
        "the answer holds the character {character}, which {format} cannot write.",
        "--format json を使ってください。",
        "use --format json.",
    ),
    "endpoint-url": Message(
        "{url} は使えるURLではありません。",
        "{url} is no URL that can be used.",
        "http:// か https:// で始まる、利用者名を含まないURLを指定してください(利用者は --user で)。",
        "name one that begins with http:// or https:// and holds no user (that is --user).",
    ),
    "endpoint-unreachable": Message(
        "サーバーにつながりません({reason})。",
        "the server cannot be reached ({reason}).",
        "URLと、サーバーが動いていることを確かめてください。",
        "check the URL and that the server is running.",
    ),
    "endpoint-broken": Message(
        "何度試しても、答えの途中で接続が切れました({reason})。",
        "the connection broke before the answer was complete, each time ({reason}).",
        "しばらくしてからやり直してください。続くときはサーバーの記録を見てください。",
        "try again later; if it goes on, look at the server's log.",
    ),
    "endpoint-credentials": Message(
        "利用者名かパスワードが受け入れられません({status}: {said})。",
        "the server does not accept who we are ({status}: {said}).",
        "--user と環境変数 KGTOOL_PASSWORD(または ~/.netrc)を確かめてください。",
        "check --user and KGTOOL_PASSWORD (or ~/.netrc).",
    ),
    "endpoint-busy": Message(
        "サーバーは今は応じられないと答えています({status}: {said})。",
        "the server says that it cannot serve now ({status}: {said}).",
        "しばらくしてからやり直すか、--timeout を増やしてください。",
        "try again later, or raise --timeout.",
    ),
    "endpoint-status": Message(
        "サーバーが断りました({status}: {said})。",
        "the server refused ({status}: {said}).",
        "URLがこの用途のものか、サーバーが書き込みや問い合わせを受け付けるか確かめてください。",
        "check that the URL is meant for this, and that the server takes queries or writes there.",
    ),
    "endpoint-redirect": Message(
        "別のURLへ移すように言われましたが、従えません({reason})。",
        "the server points to another URL, which cannot be followed ({reason}).",
        "移った先のURLを直接指定してください。",
        "name the final URL yourself.",
    ),
    "endpoint-graphs": Message(
        "エンドポイントの既定グラフに計画がありません。",
        "the endpoint's default graph holds no plan.",
        "kgtool load で読み込み、既定グラフをすべての名前付きグラフの和にしてください(docs/cluster.md)。",
        "load the build with kgtool load, and make the default graph the union of all named graphs (docs/cluster.md).",
    ),
    "endpoint-answer": Message(
        "答えがSPARQLの答えではありません: {reason}",
        "the answer is no SPARQL answer: {reason}",
        "URLがSPARQLエンドポイントか、ログイン画面やプロキシが間にないか、サーバー側の制限時間を確かめてください。",
        "check that the URL is a SPARQL endpoint, that no login page or proxy stands between, and the server's time limit.",
    ),
    "password-missing": Message(
        "{user} のパスワードがありません。",
        "there is no password for {user}.",
        "環境変数 KGTOOL_PASSWORD か ~/.netrc(machine {host})に書いてください。",
        "set KGTOOL_PASSWORD, or write it into ~/.netrc (machine {host}).",
    ),
    "netrc": Message(
        ".netrcを読めません({reason})。",
        "the .netrc file cannot be read ({reason}).",
        "書式と権限を確かめてください。",
        "check its format and permissions.",
    ),
    "load-stopped": Message(
        "グラフ {graph} で止まりました: {reason} / 処理済み: {done} / 不明: {unknown} / 未処理: {left}",
        "stopped at graph {graph}: {reason} / done: {done} / not known: {unknown} / not touched: {left}",
        "原因を除いて同じコマンドをもう一度実行してください。最初からやり直しても結果は同じです。",
        "remove the cause and run the same command again; it starts over and ends in the same state.",
    ),
    "load-differs": Message(
        "読み込んだ後の文の数が組み立てたものと違います(そこにある数 / あるべき数): {graphs}",
        "after the load, the numbers of statements differ from the build (there / expected): {graphs}",
        "ほかの人が同時に書き込んでいないか確かめ、もう一度実行してください。",
        "make sure that nobody else is writing there, and run it again.",
    ),
    "pandas-missing": Message(
        "pandasが入っていません。",
        "pandas is not installed.",
        "pip install pandas で入れるか、dicts() を使ってください。",
        "install it with pip install pandas, or use dicts().",
    ),
}


@dataclass(frozen=True)
class Place:
    """Where in a file: line and column count from 1, columns in code points; 0 means the file as a whole."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        parts = [self.file] + [str(n) for n in (self.line, self.column) if n]
        return ":".join(parts)


class KgtoolError(Exception):
    """Whatever kgtool says it cannot do: catch this to catch everything below.

    ``code`` names an entry of ``MESSAGES``, and the paragraph of docs/reference/errors.md; ``place`` is the file, with line
    and column, or the address that it is about; ``fields`` fill its text.
    """

    exit_code: ClassVar[int] = 2
    """How a command ends."""
    status: ClassVar[int] = 500
    """What a server answers with (RFC 9110, section 15)."""

    def __init__(self, code: str, place: Place | str | None = None, **fields: object) -> None:
        self.code = code
        self.place = Place(place) if isinstance(place, str) else place
        self.fields = fields
        super().__init__(code)

    def __str__(self) -> str:
        return self.render("en")

    def __reduce__(self) -> tuple[object, ...]:
        """Come out of another process as the same error."""
        return _again, (type(self), self.code, self.place, self.fields)

    def render(self, lang: str) -> str:
        """Return ``place: error[code] what is wrong`` and, on a second line, what to do."""
        what, remedy = self.said(lang)
        where = f"{self.place}: " if self.place else ""
        arrow = "対処: " if lang == "ja" else "remedy: "
        return f"{where}error[{self.code}] {what}\n  {arrow}{remedy}"

    def said(self, lang: str) -> tuple[str, str]:
        """Return what is wrong and what to do."""
        what, remedy = MESSAGES[self.code].said(lang)
        fields = {key: _in(value, lang) for key, value in self.fields.items()}
        return what.format(**fields), remedy.format(**fields)


class UsageError(KgtoolError):
    """What was asked for does not exist or does not go together, or the machine lacks what it needs."""

    status = 400


class InputError(KgtoolError):
    """A file or folder is missing, cannot be read, or does not hold what it must."""

    status = 500


class BuildError(KgtoolError):
    """What kgtool makes cannot be written, or cannot be opened: a build, a site, a report."""

    status = 503


class QueryError(KgtoolError):
    """A query has no answer. Itself: an engine cannot evaluate it."""

    status = 400


class QuerySyntaxError(QueryError):
    """It is no SPARQL."""


class QueryRefusedError(QueryError):
    """It would change data, or call a server that it may not call."""

    status = 403


class QueryTimeoutError(QueryError):
    """Its deadline has passed."""

    status = 504


class QueryMemoryError(QueryError):
    """It needs more memory than a query may have."""

    status = 503


class QueryBusyError(QueryError):
    """As many queries run and wait as may."""

    status = 503


class WorkerDiedError(QueryError):
    """The process that evaluated it crashed."""

    status = 500


class AnswerTooLargeError(QueryError):
    """Its answer has more bytes than anybody gets."""

    status = 503


class AnswerFormatError(QueryError):
    """Its answer cannot be written in the format that was asked for."""

    status = 406


class EndpointError(KgtoolError):
    """A server elsewhere does not do its part: a SPARQL endpoint, a graph store, a scheduler."""

    status = 502


class EndpointRefusedError(EndpointError):
    """It refused the request, and changed nothing."""


class EndpointUnreachableError(EndpointError):
    """No connection came about."""

    status = 503


def _again(kind: type[KgtoolError], code: str, place: Place | None, fields: dict[str, object]) -> KgtoolError:
    return kind(code, place, **fields)


def _in(value: object, lang: str) -> object:
    """A field in a language; a text of megabytes, such as a line of a broken file, is cut."""
    text = value.get(lang, value) if isinstance(value, dict) else value
    return text if not isinstance(text, str) or len(text) <= _LONGEST else text[:_LONGEST] + "…"
