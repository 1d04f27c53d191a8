package wire

import "strings"

// The pieces of a chat as programs send it: code, escapes, text that is not ASCII.
const (
	system = `{"role":"system","content":"You are a careful assistant. Answer briefly, and say so when you do not know."}`
	words  = `func main() {\n\tfmt.Println(\"Grüß dich, 世界\")\n}\nWhat does this print, and where is it called? C:\\src\\main.go – line 12 …`
)

// turn is one message: a short question in a small body, some 2 KB of code and
// talk in a large one, which then has a hundred of them as those of agents have.
func turn(i, size int) string {
	role, text := "user", words
	if i%2 == 1 {
		role = "assistant"
	}
	if size > 10_000 {
		text = strings.Repeat(words, 14)
	}
	return `,{"role":"` + role + `","content":"` + text + `"}`
}

// Chat is a chat request of exactly size bytes, at least 1,000: one for chat
// completions, or the same for Ollama's api/chat.
func Chat(model string, size int, stream, ollama bool) []byte {
	head := `{"model":"` + model + `","messages":[` + system
	tail := `],"temperature":0.7,"top_p":0.9,"stream":`
	if ollama {
		tail = `],"options":{"temperature":0.7,"top_p":0.9},"stream":`
	}
	if stream {
		tail += "true}"
	} else {
		tail += "false}"
	}
	var b strings.Builder
	b.Grow(size)
	b.WriteString(head)
	const fill = `,{"role":"user","content":""}`
	for i := 0; ; i++ {
		next := turn(i, size)
		if b.Len()+len(next)+len(fill)+len(tail) > size {
			break
		}
		b.WriteString(next)
	}
	room := max(size-b.Len()-len(fill)-len(tail), 0)
	b.WriteString(fill[:len(fill)-2] + strings.Repeat("x", room) + `"}` + tail)
	return []byte(b.String())
}
