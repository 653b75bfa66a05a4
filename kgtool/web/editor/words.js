// What the editor says to people.
export const WORDS = {
  ja: {
    past: "前に尋ねた問い(このブラウザーの中だけ)", forget: "すべて消す", copy: "コピー", copied: "コピーしました", chart: "図で見る",
    phrases: { Completions: "候補", Diagnostics: "誤り", "No diagnostics": "誤りはありません" },
  },
  en: { past: "Queries asked before (kept in this browser only)", forget: "Forget all", copy: "Copy", copied: "Copied", chart: "As a chart", phrases: {} },
};
