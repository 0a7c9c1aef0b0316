// Reads events with the types that quicktype made, and writes them again: lines of JSON in, lines of JSON out. copyOf, made by
// the test, knows the types.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var pair [2]json.RawMessage
		var name string
		if err := json.Unmarshal(lines.Bytes(), &pair); err != nil {
			panic(err)
		}
		if err := json.Unmarshal(pair[0], &name); err != nil {
			panic(err)
		}
		text, err := copyOf(name, pair[1])
		if err != nil {
			panic(fmt.Errorf("%s: %w", name, err))
		}
		fmt.Println(string(text))
	}
}
