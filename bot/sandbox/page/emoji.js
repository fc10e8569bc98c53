// The emoji names that a work tool meets. An unknown name stays as it was written.

const NAMES = {
  white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌", warning: "⚠️", red_circle: "🔴",
  large_yellow_circle: "🟡", large_green_circle: "🟢", large_blue_circle: "🔵", white_circle: "⚪",
  large_orange_circle: "🟠", rotating_light: "🚨", no_entry: "⛔", hourglass: "⌛",
  hourglass_flowing_sand: "⏳", calendar: "📅", spiral_calendar_pad: "🗓️", bell: "🔔",
  no_bell: "🔕", zzz: "💤", eyes: "👀", wave: "👋", "+1": "👍", thumbsup: "👍", "-1": "👎",
  tada: "🎉", bulb: "💡", memo: "📝", pushpin: "📌", link: "🔗", mag: "🔍", gear: "⚙️",
  wrench: "🔧", lock: "🔒", rocket: "🚀", chart_with_upwards_trend: "📈", bar_chart: "📊",
  speech_balloon: "💬", package: "📦", dna: "🧬", microscope: "🔬", test_tube: "🧪",
  palm_tree: "🌴", arrow_right: "➡️", arrow_left: "⬅️", small_blue_diamond: "🔹", star: "⭐",
  fire: "🔥", question: "❓", exclamation: "❗", information_source: "ℹ️", robot_face: "🤖",
  heart: "❤️", clipboard: "📋", dart: "🎯", stopwatch: "⏱️", clock3: "🕒", busts_in_silhouette: "👥",
  bust_in_silhouette: "👤", construction: "🚧", sparkles: "✨", leftwards_arrow_with_hook: "↩️",
};

export function emojis(text) {
  return text.replace(/:([\w+-]+):/g, (whole, name) => NAMES[name] || whole);
}
