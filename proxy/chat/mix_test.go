package chat

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"

	"keyport/proxy/jsonedit"
	"keyport/proxy/think"
)

// Histories and editors of whole answers are used again for other requests:
// nothing of one may be found in another.
func TestHistoriesAndAnswersDoNotMix(t *testing.T) {
	run := func(i int) string {
		word := strings.Repeat(string(rune('a'+i%26)), 1+i%40)
		history := ""
		for k := range i % 9 {
			switch k % 3 {
			case 0:
				history += fmt.Sprintf(`{"role":"assistant","tool_calls":[{"id":"%s%d","function":{"name":%q,"arguments":{"n":%d}}}]},`, word, k, word, k)
			case 1:
				history += fmt.Sprintf(`{"role":"tool","content":%q},`, word)
			default:
				history += `{"role":"user"},`
			}
		}
		if i%13 == 5 {
			history += `7,` // no history that can be read to its end
		}
		body, err := jsonedit.ParseObject([]byte(`{"model":"m","messages":[` + history + `{"role":"user","content":"` + word + `"}]}`))
		if err != nil {
			t.Error(err)
			return ""
		}
		changed, strange := RepairHistory(body, HistoryOptions{ShortIDs: i%2 == 0, Bridge: i%3 == 0})
		var thoughts int64
		answer := fmt.Sprintf(`{"id":%q,"choices":[{"message":{"content":"<think>%s</think>%s"}},{"index":1,"message":{"content":"%s<thi","tool_calls":[{"function":{"name":%q}}]}}],"usage":{"prompt_tokens":%d,"completion_tokens":1}}`, word, word, word, word, word, i)
		edited := Body([]byte(answer), Options{Repair: i%2 == 0, Think: think.Options{Mode: think.Strip, Tags: think.DefaultTags, Count: &thoughts}})
		return fmt.Sprint(changed, strange, string(body.Bytes()), string(edited), thoughts)
	}
	const many = 150
	alone := make([]string, many)
	for i := range alone {
		alone[i] = run(i)
	}
	var wait sync.WaitGroup
	for worker := range 8 {
		wait.Go(func() {
			for i := range many {
				n := (i*7 + worker*31) % many
				if got := run(n); got != alone[n] {
					t.Errorf("request %d:\n%s\nalone:\n%s", n, got, alone[n])
					return
				}
			}
		})
	}
	wait.Wait()
}

// A history that is used again keeps room, and of a large one not even that.
func TestAFreedHistoryKeepsOnlyRoom(t *testing.T) {
	for _, n := range []int{3, ordinary + 1} {
		h := new(history)
		raw := jsonedit.Raw(`[` + strings.Repeat(`{"role":"tool","tool_call_id":"secret","name":"secret","content":"x"},`, n) + `{"role":"user","content":"x"}]`)
		if !h.read(raw) {
			t.Fatal("not read")
		}
		h.order()
		h.free()
		if room := cap(h.turns); room > 2*ordinary || n < ordinary && room == 0 {
			t.Errorf("%d messages leave room for %d", n, room)
		}
		for _, left := range h.turns[:cap(h.turns)] {
			if !reflect.ValueOf(left).IsZero() {
				t.Fatalf("%d messages leave %+v", n, left)
			}
		}
		h.turns, h.out = nil, nil
		if !reflect.ValueOf(*h).IsZero() {
			t.Errorf("%d messages leave something beside them", n)
		}
	}
}

// What an answer said is not kept in memory for the next one.
func TestAFreedAnswerIsForgotten(t *testing.T) {
	a := new(answer)
	a.o, a.salt, a.content = Options{Repair: true}, "salt", []byte("secret")
	a.choice(1).spoke = true
	if a.top.Parse(jsonedit.Raw(`{"secret":1}`)) != nil {
		t.Fatal("not parsed")
	}
	if a.free(); !reflect.ValueOf(*a).IsZero() {
		t.Error("something is left of it")
	}
}
