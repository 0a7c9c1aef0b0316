// Reads events with the types that quicktype made, and writes them again: lines of JSON in, lines of JSON out. copy_of, made by
// the test, knows the types.
use serde::{de::DeserializeOwned, Serialize};
use serde_json::value::RawValue;
use std::io::BufRead;

fn copy<Event: DeserializeOwned + Serialize>(text: &str) -> serde_json::Result<String> {
    serde_json::to_string(&serde_json::from_str::<Event>(text)?)
}

fn main() {
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("a line");
        let (name, text): (String, Box<RawValue>) = serde_json::from_str(&line).expect("a name and an event");
        println!("{}", copy_of::copy_of(&name, text.get()).expect(&name));
    }
}
