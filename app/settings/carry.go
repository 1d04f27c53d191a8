package settings

import (
	"strings"
)

// This file carries a person's comments from the old text to the new one. A
// comment belongs to the key or table below or before it; that is found again
// by its path, in arrays by the name of the element.

// pair finds for each element of now the element of before that it continues:
// the one with the same name, else the one in the same place, if it is not another one's.
func pair(before, now Settings) map[string]string {
	pairs := map[string]string{}
	match := func(list string, nOld, nNew int, oldName, newName func(int) string) {
		taken := map[int]bool{}
		for i := range nNew {
			for j := range nOld {
				if !taken[j] && oldName(j) == newName(i) {
					taken[j] = true
					pairs[at(list, i)] = at(list, j)
					break
				}
			}
		}
		for i := range nNew {
			if _, ok := pairs[at(list, i)]; !ok && i < nOld && !taken[i] {
				taken[i] = true
				pairs[at(list, i)] = at(list, i)
			}
		}
	}
	match("upstream", len(before.Upstreams), len(now.Upstreams), func(i int) string { return before.Upstreams[i].Name }, func(i int) string { return now.Upstreams[i].Name })
	match("client", len(before.Clients), len(now.Clients), func(i int) string { return before.Clients[i].Name }, func(i int) string { return now.Clients[i].Name })
	match("model", len(before.Models), len(now.Models), func(i int) string { return before.Models[i].Name }, func(i int) string { return now.Models[i].Name })
	match("alias", len(before.Aliases), len(now.Aliases), func(i int) string { return before.Aliases[i].Name }, func(i int) string { return now.Aliases[i].Name })
	rule := func(r Rule) string { return strings.Join(r.Models, "\n") }
	match("rule", len(before.Rules), len(now.Rules), func(i int) string { return rule(before.Rules[i]) }, func(i int) string { return rule(now.Rules[i]) })
	return pairs
}

// holds says whether the old file has anything of a section.
func (w *writer) holds(path string) bool {
	if path == "" {
		return true
	}
	for _, it := range w.old.items {
		if below(it.path, path) {
			return true
		}
	}
	return false
}

// find gives the old item that is exactly path, -1 when there is none.
func (w *writer) find(path string) int {
	for i, it := range w.old.items {
		if !it.header && it.path == path && !w.used[i] {
			return i
		}
	}
	return -1
}

// line writes text in the place of an old item, with the comments that the item had.
func (w *writer) line(i int, text string) {
	it := w.old.items[i]
	w.used[i] = true
	w.put(it.lead...)
	if it.trail != "" {
		// A column of comments stays a column where the new text leaves room.
		room := max(len(it.text)+len(it.gap)-len(text), 1)
		text += strings.Repeat(" ", room) + it.trail
	}
	w.put(text)
}

// gather writes the comments of everything below path, which is becoming one
// line, and reports whether there was anything.
func (w *writer) gather(path string, except int) bool {
	found := false
	for i, it := range w.old.items {
		if i == except || w.used[i] || !below(it.path, path) {
			continue
		}
		found, w.used[i] = true, true
		w.comments(it)
	}
	return found
}

// list writes the comments of an array that was one line, upstream = [{ … }], and becomes tables.
func (w *writer) list(path string) {
	if i := w.find(path); i >= 0 {
		w.used[i] = true
		w.comments(w.old.items[i])
	}
}

func (w *writer) comments(it item) {
	for _, line := range it.lead {
		if line != "" {
			w.put(line)
		}
	}
	if it.trail != "" {
		w.put(it.trail)
	}
}

// foreign writes the keys, or the tables, right below path that this version does not know.
func (w *writer) foreign(path string, tables bool) {
	if w.fresh {
		return
	}
	for _, unknown := range w.unknown {
		if parentOf(unknown) != path {
			continue
		}
		for i, it := range w.old.items {
			ownTable := it.header || below(it.table, unknown)
			if w.used[i] || !below(it.path, unknown) || ownTable != tables {
				continue
			}
			text := it.text
			if !ownTable { // "listen.x = 1" at the top becomes "x = 1" in [listen]
				text = relative(it, path) + " = " + it.value
			}
			w.line(i, text)
		}
	}
}

// relative is the key of it, seen from the table that path names.
func relative(it item, path string) string {
	rest, table := it.keys, it.table
	for len(rest) > 1 && table != path {
		table, rest = sub(table, rest[0]), rest[1:]
	}
	quoted := make([]string, len(rest))
	for i := range rest {
		quoted[i] = quoteKey(rest[i])
	}
	return strings.Join(quoted, ".")
}

func parentOf(path string) string {
	if strings.HasSuffix(path, `"`) { // a quoted key may hold anything
		path = path[:max(strings.LastIndex(path[:len(path)-1], `"`), 0)]
		return strings.TrimSuffix(path, ".")
	}
	return path[:max(strings.LastIndexByte(path, '.'), 0)]
}

// orphans are comments that stood apart, above something that is not there any more.
func (w *writer) orphans() []string {
	var lines []string
	for i, it := range w.old.items {
		if w.used[i] {
			continue
		}
		if free, _ := detached(it.lead); strings.Contains(strings.Join(free, ""), "#") {
			lines = append(lines, free...)
		}
	}
	return lines
}

// detached splits the lines above an item at the last empty one: what stands before it is about more than the item.
func detached(lead []string) (free, own []string) {
	for i := len(lead) - 1; i >= 0; i-- {
		if lead[i] == "" {
			return lead[:i+1], lead[i+1:]
		}
	}
	return nil, lead
}

// examples shows, in a new file, how the tables look that are not used yet.
func (w *writer) examples(list []section, i int) {
	next := ""
	if i+1 < len(list) {
		next, _, _ = strings.Cut(list[i+1].path, "[")
	}
	has := func(name string) bool {
		for _, s := range list {
			if strings.HasPrefix(s.path, name+"[") {
				return true
			}
		}
		return false
	}
	if next == "think" && !has("model") {
		w.put("", "# [[model]]                   # what the upstream does not tell", `# name = "qwen3-*"`, "# context = 32768", "# tools = true")
	}
	if next == "think" && !has("alias") {
		w.put("", "# [[alias]]                   # an invented model name", `# name = "fast"`, `# model = "gpt-4.1-mini"`)
	}
	if next == "allow" && !has("rule") {
		w.put("", "# [[rule]]                    # what to change in requests", `# models = ["qwen3*"]         # globs; all rules that match apply, top to bottom`,
			"# force = { temperature = 0.6 }", "# default = { top_p = 0.95 }  # only if the app did not set it", `# remove = ["top_k"]`)
	}
}
