//! The few things the front does with moto's XML answers.

use xmltree::{Element, XMLNode};

/// The document's root.
///
/// # Errors
/// What is wrong with the document, in words.
pub(super) fn parse(text: &[u8]) -> Result<Element, String> {
    Element::parse(text).map_err(|why| format!("moto answered something that is no XML: {why}"))
}

pub(super) fn write(root: &Element) -> Vec<u8> {
    let mut out = Vec::new();
    root.write(&mut out).expect("writing to memory");
    out
}

/// The text at a path of child names; empty if there is none.
pub(super) fn text(element: &Element, path: &[&str]) -> String {
    path.iter()
        .try_fold(element, |at, name| at.get_child(*name))
        .and_then(Element::get_text)
        .map(|text| text.into_owned())
        .unwrap_or_default()
}

/// The `item` elements of the list at a path.
pub(super) fn items<'a>(element: &'a Element, path: &[&str]) -> impl Iterator<Item = &'a Element> {
    path.iter()
        .try_fold(element, |at, name| at.get_child(*name))
        .into_iter()
        .flat_map(elements)
}

/// The child elements.
pub(super) fn elements(element: &Element) -> impl Iterator<Item = &Element> {
    element.children.iter().filter_map(XMLNode::as_element)
}

/// Replace the text of a child, which is made if it is missing.
pub(super) fn set(element: &mut Element, name: &str, text: &str) {
    if element.get_child(name).is_none() {
        element.children.push(XMLNode::Element(Element::new(name)));
    }
    let child = element.get_mut_child(name).expect("made above");
    child.children = vec![XMLNode::Text(text.to_owned())];
}

/// Keep those children for which `keep` says so.
pub(super) fn retain(element: &mut Element, mut keep: impl FnMut(&Element) -> bool) {
    element
        .children
        .retain(|node| node.as_element().is_none_or(&mut keep));
}

/// Run `change` on every element, parents first.
pub(super) fn each(element: &mut Element, change: &mut impl FnMut(&mut Element)) {
    change(element);
    for node in &mut element.children {
        if let XMLNode::Element(child) = node {
            each(child, change);
        }
    }
}

/// Text that is safe inside an element.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
